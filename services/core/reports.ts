import type { Chunk } from './chunk-plan.ts';
import type { FrameRange } from './grid.ts';
import type { LoudnessResult } from './loudness.ts';

/** One segment as it lies in the bucket. Times are in ticks of the report's timescale. */
export interface SegmentReport {
  readonly number: number;
  readonly startTicks: number;
  readonly endTicks: number;
  readonly bytes: number;
  /** Its keyframes, one for each GOP (video): what scrubbing loads instead of the whole. */
  readonly keyframes?: readonly Keyframe[];
}

/** The bytes `[offset, offset + bytes)` of a segment that a decoder needs to show its keyframe. */
export interface Keyframe {
  readonly startTicks: number;
  readonly offset: number;
  readonly bytes: number;
}

/**
 * What one chunk of one rendition became: the proof that it is complete, and all that playlists are made of. Audio
 * renditions are reported along the same chunks.
 */
export interface ChunkReport {
  readonly version: 1;
  readonly chunk: number;
  readonly timescale: number;
  /** Frames of the grid that were really encoded (video), or that this part of the sound covers. */
  readonly frames: FrameRange;
  readonly segments: readonly SegmentReport[];
  /** Must be the same in every chunk of a rendition: one init segment serves them all. */
  readonly initSha256: string;
  readonly initBytes: number;
  /** As in a playlist's CODECS attribute, read from the bitstream. */
  readonly codecs: string;
  /** Who made it, e.g. `libx264 (ffmpeg 7.1.5)`. */
  readonly encoder: string;
  /** Frames of the source that the decoder called damaged. */
  readonly damagedFrames?: number;
  /** Of the whole track, in each of its reports, where loudness was asked for. */
  readonly loudness?: LoudnessResult;
}

/** Whether a report speaks of this chunk: one that was written under another plan may not. */
export function reportsChunk(report: ChunkReport, chunk: Chunk): boolean {
  const { frames, segments } = report;
  return (
    report.version === 1 &&
    frames.start === chunk.frames.start &&
    segments.length === chunk.segments &&
    segments[0]?.number === chunk.firstSegment
  );
}
