import type { FrameGrid, FrameRange } from './grid.ts';
import { segmentsOf } from './grid.ts';

/** A run of whole segments that one activity encodes, all rungs of a lane at once. */
export interface Chunk {
  readonly index: number;
  readonly firstSegment: number;
  /** Number of segments, at least 1. */
  readonly segments: number;
  readonly frames: FrameRange;
}

/** A chunk is about this much media at most: on one worker it is one to two minutes of work. */
const TARGET_SECONDS = 60;
/** Keeps a day-long video within Temporal's history and pending-activity limits (50 Ki events, 500 pending). */
export const MAX_CHUNKS = 600;
/** A chunk near the end is this share of what remains. Every seam costs a second of decoding, so no more than needed. */
const TAIL_SHARES = 2;

/**
 * How many segments each chunk gets. Sizes grow 1, 2, 4 … so that the first segment is there within seconds, stay at the
 * target, and shrink towards the end (guided self-scheduling, Polychronopoulos and Kuck 1987: a share of what remains),
 * so that the last round leaves no slot idle. At most {@link MAX_CHUNKS} chunks.
 *
 * @param segments segments to share out, at least 1
 * @param target largest growing size, in segments
 */
export function chunkSizes(segments: number, target: number): number[] {
  // The ramp up and the taper cost a few dozen chunks beyond the even split.
  const ceiling = Math.max(target, Math.ceil(segments / (MAX_CHUNKS - 100)));
  const sizes: number[] = [];
  let grow = 1;
  for (let left = segments; left > 0; ) {
    const size = Math.min(grow, ceiling, Math.ceil(left / TAIL_SHARES));
    sizes.push(size);
    left -= size;
    grow = Math.min(grow * 2, ceiling);
  }
  return sizes;
}

/**
 * Cuts the grid into chunks that tile it without gap or overlap, on segment borders.
 * @param fixedSegments a fixed chunk size in segments instead of the growing plan; raised when it would make too many
 */
export function planChunks(grid: FrameGrid, fixedSegments?: number): Chunk[] {
  const segments = segmentsOf(grid);
  const sizes = fixedSegments === undefined ? growing(grid, segments.length) : fixed(segments.length, fixedSegments);
  let first = 0;
  return sizes.map((size, index) => {
    const chunk = {
      index,
      firstSegment: first,
      segments: size,
      frames: { start: segments[first]?.start ?? 0, end: segments[first + size - 1]?.end ?? grid.frames },
    };
    first += size;
    return chunk;
  });
}

/** Everything in one chunk, for a source that can only be read from start to end. */
export function wholeChunk(grid: FrameGrid): Chunk {
  return { index: 0, firstSegment: 0, segments: segmentsOf(grid).length, frames: { start: 0, end: grid.frames } };
}

function growing(grid: FrameGrid, segments: number): number[] {
  const segmentSeconds = (grid.segmentFrames * grid.rate.den) / grid.rate.num;
  return chunkSizes(segments, Math.max(1, Math.round(TARGET_SECONDS / segmentSeconds)));
}

function fixed(segments: number, wished: number): number[] {
  const size = Math.max(wished, Math.ceil(segments / MAX_CHUNKS));
  return Array.from({ length: Math.ceil(segments / size) }, (_, i) => Math.min(size, segments - i * size));
}
