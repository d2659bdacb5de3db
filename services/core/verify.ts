import type { Chunk } from './chunk-plan.ts';
import type { FrameGrid } from './grid.ts';
import { frameTicks } from './grid.ts';
import type { ChunkReport } from './reports.ts';

/** What the checks of a finished video found. */
export interface Verification {
  readonly ok: boolean;
  /** Frames of every rendition, as counted in its segments. */
  readonly frames: number;
  /** Borders between chunks over which the stream was checked. */
  readonly seams: number;
  /** First sound sample minus first frame, in milliseconds, after the container's own offsets. `null` without sound. */
  readonly audioOffsetMs: number | null;
  readonly problems: readonly string[];
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
      if (segment.number !== nextSegment)
        problems.push(`${name}: segment ${segment.number} where ${nextSegment} belongs`);
      if (segment.startTicks !== nextTick) {
        problems.push(`${name}: segment ${segment.number} starts at tick ${segment.startTicks}, not ${nextTick}`);
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
