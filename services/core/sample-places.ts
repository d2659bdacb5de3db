import { type FrameGrid, type FrameRange, segmentsOf } from './grid.ts';
import { toNumber } from './rational.ts';

/** Places in a video that stand for all of it. */
const PLACES = 3;
/** Of a finished video no more than this share of the frames is measured … */
const MEASURED_SHARE = 0.05;
/** … and at each place no more than this … */
const MEASURED_SECONDS = 1;
/** … but no fewer than this: what has to be decoded before a place costs more than such a place itself. */
const LEAST_FRAMES = 16;

/**
 * Where a finished video is measured: up to three places, spread evenly, of at most a second each. A place lies in the
 * middle of a segment's first GOP: the frames after a keyframe are better than the average, those before the next are
 * worse, and little has to be decoded to get there.
 *
 * @param startOnly nothing but the start can be reached at a bearable price
 */
export function measurePlaces(grid: FrameGrid, startOnly: boolean): FrameRange[] {
  const budget = Math.floor(grid.frames * MEASURED_SHARE);
  const most = Math.max(1, Math.round(MEASURED_SECONDS * toNumber(grid.rate)));
  const count = startOnly ? 1 : Math.min(PLACES, Math.max(1, Math.floor(budget / LEAST_FRAMES)));
  const length = Math.min(grid.frames, most, Math.max(LEAST_FRAMES, Math.floor(budget / count)));
  if (startOnly) return [{ start: 0, end: length }];
  const segments = segmentsOf(grid);
  const within = segments.length >= count ? segments : gopsOf(grid);
  return spread(within, count).map(({ start, end }) => {
    const room = Math.min(grid.gopFrames, end - start);
    const first = start + Math.floor(Math.max(0, room - length) / 2);
    return { start: first, end: Math.min(end, first + length) };
  });
}

/** What is encoded to choose a rate factor by: up to three whole GOPs, spread evenly; a video that is shorter, whole. */
export function samplePlaces(grid: FrameGrid, startOnly: boolean): FrameRange[] {
  const gops = gopsOf(grid);
  return startOnly ? gops.slice(0, 1) : spread(gops, Math.min(PLACES, gops.length));
}

/** The full GOPs; what is shorter than one is one. */
function gopsOf({ frames, gopFrames }: FrameGrid): FrameRange[] {
  return Array.from({ length: Math.max(1, Math.floor(frames / gopFrames)) }, (_, i) => ({
    start: i * gopFrames,
    end: Math.min(frames, (i + 1) * gopFrames),
  }));
}

/** `count` of the items, at most all, in the middle of as many equal parts. */
function spread<T>(items: readonly T[], count: number): T[] {
  return items.filter((_, at) =>
    Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) / count) * items.length)).includes(at),
  );
}
