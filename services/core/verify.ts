import type { Chunk } from './chunk-plan.ts';
import type { FrameGrid, FrameRange } from './grid.ts';
import { frameTicks } from './grid.ts';
import type { ChunkReport } from './reports.ts';

/** What the checks of a finished video found. */
export interface Verification {
  readonly ok: boolean;
  /** Frames of every rendition, as counted in its segments. */
  readonly frames: number;
  /** Borders between chunks over which the stream was checked. */
  readonly seams: number;
  /** First sound sample minus first frame, in milliseconds: the worst of all tracks. `null` without sound. */
  readonly audioOffsetMs: number | null;
  /** End of the sound minus end of the picture, in milliseconds: the worst of all tracks. `null` without sound. */
  readonly audioEndOffsetMs: number | null;
  readonly problems: readonly string[];
  /** Where the stream was decoded, strictly. */
  readonly decoded: readonly DecodedSeam[];
  /** One for each rendition, sound included. */
  readonly proofs: readonly RenditionProof[];
}

/** What was counted in a rendition's boxes, next to what was planned. Ticks are of its own timescale. */
export interface RenditionProof {
  readonly name: string;
  readonly chunks: number;
  readonly framesPlanned: number;
  readonly framesFound: number;
  /** Of the one init segment that all chunks share. */
  readonly initSha256: string;
  readonly timescale: number;
  readonly firstTick: number;
  readonly endTick: number;
  /** How far it is from the picture, for sound; `null` for the picture itself. */
  readonly offset: SoundOffset | null;
}

/** A sound track against the picture, in milliseconds: positive where it is later. */
export interface SoundOffset {
  readonly startMs: number;
  readonly endMs: number;
}

/** The proof of a rendition, from its chunks' reports. */
export function renditionProof(
  name: string,
  reports: readonly (ChunkReport | null)[],
  chunks: readonly Chunk[],
  offset: SoundOffset | null,
): RenditionProof {
  const found = reports.filter((report) => report !== null);
  const segments = found.flatMap((report) => report.segments);
  const frames = (ranges: readonly { readonly frames: FrameRange }[]) =>
    ranges.reduce((sum, range) => sum + range.frames.end - range.frames.start, 0);
  return {
    name,
    chunks: found.length,
    framesPlanned: frames(chunks),
    framesFound: frames(found),
    initSha256: found[0]?.initSha256 ?? '',
    timescale: found[0]?.timescale ?? 1,
    firstTick: segments[0]?.startTicks ?? 0,
    endTick: segments.at(-1)?.endTicks ?? 0,
    offset,
  };
}

/**
 * Problems in a rendition's reports: a chunk that is missing, a gap or an overlap between segments, another init segment.
 * All chunks but the last must hold exactly the frames of the plan.
 */
export function timelineProblems(
  name: string,
  reports: readonly (ChunkReport | null)[],
  chunks: readonly Chunk[],
): string[] {
  const problems: string[] = [];
  const init = reports[0]?.initSha256;
  let nextTick = 0;
  let nextSegment = 0;
  chunks.forEach((chunk, i) => {
    const report = reports[i];
    if (!report) {
      problems.push(`${name}: chunk ${i} has no report`);
      return;
    }
    if (report.initSha256 !== init) problems.push(`${name}: chunk ${i} has another init segment than chunk 0`);
    const last = i === chunks.length - 1;
    if (report.frames.start !== chunk.frames.start || (!last && report.frames.end !== chunk.frames.end)) {
      problems.push(
        `${name}: chunk ${i} holds frames ${report.frames.start}-${report.frames.end}, ` +
          `planned ${chunk.frames.start}-${chunk.frames.end}`,
      );
    }
    for (const segment of report.segments) {
      const where = `${name}: segment ${segment.number} of chunk ${i}`;
      if (segment.number !== nextSegment) problems.push(`${where} lies where ${nextSegment} belongs`);
      if (segment.startTicks !== nextTick) {
        problems.push(`${where} starts at tick ${segment.startTicks}, not ${nextTick}`);
      }
      nextTick = segment.endTicks;
      nextSegment = segment.number + 1;
    }
  });
  return problems;
}

/** Frames in a video rendition's segments, by their ticks. */
export function framesIn(reports: readonly (ChunkReport | null)[], grid: Pick<FrameGrid, 'rate'>): number {
  const ticks = reports
    .flatMap((report) => report?.segments ?? [])
    .reduce((sum, segment) => sum + (segment.endTicks - segment.startTicks), 0);
  return ticks / frameTicks(grid, 1);
}

/** Seconds at which a rendition ends, by its last report; 0 without one. */
export function endSeconds(reports: readonly (ChunkReport | null)[]): number {
  const last = reports.at(-1);
  return last ? (last.segments.at(-1)?.endTicks ?? 0) / last.timescale : 0;
}

/** What came out around the start of a chunk: the segment before it and the one that it starts with. */
export interface DecodedSeam {
  readonly rendition: string;
  readonly chunk: number;
  readonly frames: number;
}

/** What one chunk of a rendition holds, next to its plan: frames, and the ticks of its first and one past its last. */
export interface ChunkProof {
  readonly chunk: number;
  readonly planned: FrameRange;
  readonly found: FrameRange;
  readonly startTick: number;
  readonly endTick: number;
  readonly initSha256: string;
}

/** The proof of every chunk of a rendition, from its reports. */
export function chunkProofs(reports: readonly (ChunkReport | null)[], chunks: readonly Chunk[]): ChunkProof[] {
  return chunks.flatMap(({ index, frames }) => {
    const report = reports[index];
    if (!report) return [];
    const { segments, initSha256 } = report;
    const startTick = segments[0]?.startTicks ?? 0;
    const endTick = segments.at(-1)?.endTicks ?? 0;
    return [{ chunk: index, planned: frames, found: report.frames, startTick, endTick, initSha256 }];
  });
}

/** A border between two chunks, by the chunk that starts there and the last segment before it. */
export interface Seam {
  readonly chunk: number;
  readonly segmentBefore: number;
}

/** At most `count` seams, spread evenly over the video, its first and last among them. */
export function sampleSeams(chunks: readonly Chunk[], count: number): Seam[] {
  const seams = chunks.slice(1).map(({ index, firstSegment }) => ({ chunk: index, segmentBefore: firstSegment - 1 }));
  if (seams.length <= count) return seams;
  const step = (seams.length - 1) / Math.max(1, count - 1);
  const places = new Set(Array.from({ length: count }, (_, i) => Math.round(i * step)));
  return seams.filter((_, i) => places.has(i));
}

/** The rounding of milliseconds with two decimals, and a sample. */
const ROUNDING_MS = 1;

/** Sound must start within a frame of the picture, and end with it. */
export function soundProblems(name: string, offset: SoundOffset | undefined, grid: Pick<FrameGrid, 'rate'>): string[] {
  if (!offset) return [`${name} could not be compared with the picture`];
  const frameMs = (1000 * grid.rate.den) / grid.rate.num;
  return [
    ...(Math.abs(offset.startMs) > frameMs ? [`${name} starts ${offset.startMs} ms after the picture`] : []),
    ...(Math.abs(offset.endMs) > ROUNDING_MS ? [`${name} ends ${offset.endMs} ms after the picture`] : []),
  ];
}

/** The one farthest from zero; `null` when there is none. */
export function worstOffset(offsets: readonly number[]): number | null {
  return [...offsets].sort((a, b) => Math.abs(b) - Math.abs(a))[0] ?? null;
}
