import type { FrameGrid, FrameRange } from './grid.ts';
import { roundedProduct } from './rational.ts';

/** Everything is resampled to this; the audio track's timescale. */
export const AUDIO_RATE = 48_000;
/** Samples in one AAC-LC packet (ISO/IEC 14496-3). */
export const AAC_PACKET_SAMPLES = 1_024;

/** Samples that cover the first `frames` frames of the grid. */
export function samplesAt(grid: Pick<FrameGrid, 'rate'>, frames: number): number {
  return roundedProduct(frames, AUDIO_RATE * grid.rate.den, grid.rate.num);
}

/** How far past the planned end sound is encoded where the source's own end is open, in seconds. */
export const OPEN_END_SECONDS = 1;

/**
 * Samples that are encoded. Where only decoding the picture tells where it ends, there are some to spare: the sound is cut
 * when that is known, and neither is longer then.
 */
export function encodedSamples(grid: FrameGrid, openEnd: boolean): number {
  return samplesAt(grid, grid.frames) + (openEnd ? OPEN_END_SECONDS * AUDIO_RATE : 0);
}

/** How the last segment of sound is cut at the end of the picture. */
export interface SoundEnd {
  /** Packets that stay, at least 1. */
  readonly packets: number;
  /** Samples that the last of them lasts, 1 to 1024. */
  readonly lastSamples: number;
}

/** @param startTicks first sample of the segment @param endFrame where the picture ends */
export function soundEnd(grid: Pick<FrameGrid, 'rate'>, startTicks: number, endFrame: number): SoundEnd {
  const samples = Math.max(1, samplesAt(grid, endFrame) - startTicks);
  const packets = Math.ceil(samples / AAC_PACKET_SAMPLES);
  return { packets, lastSamples: samples - (packets - 1) * AAC_PACKET_SAMPLES };
}

/** Packets `[start, end)` of a segment, and the samples that its last packet lasts. */
export interface PacketRange extends FrameRange {
  /** 1024, or less in the very last packet: the track ends exactly where the video does. */
  readonly lastSamples: number;
}

/**
 * Which packets make up each segment. Segment g starts at the packet nearest to the video segment's first frame, so the
 * two never drift apart by more than half a packet (11 ms), whatever the length.
 */
export function audioSegments(grid: FrameGrid, segments: readonly FrameRange[], openEnd: boolean): PacketRange[] {
  const total = encodedSamples(grid, openEnd);
  const packets = Math.ceil(total / AAC_PACKET_SAMPLES);
  const startOf = (frame: number) => Math.min(packets, Math.round(samplesAt(grid, frame) / AAC_PACKET_SAMPLES));
  return segments.map((segment, i) => {
    const last = i === segments.length - 1;
    return {
      start: startOf(segment.start),
      end: last ? packets : startOf(segment.end),
      lastSamples: last ? total - (packets - 1) * AAC_PACKET_SAMPLES : AAC_PACKET_SAMPLES,
    };
  });
}
