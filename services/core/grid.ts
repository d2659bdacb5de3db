import { compareRational, type Rational, rational, roundedProduct, toNumber } from './rational.ts';

/**
 * The output frame grid: frame `n` is shown at `n · den / num` seconds. Everything that is cut, counted or listed is a
 * whole number of these frames; there are no seconds anywhere a frame is decided.
 */
export interface FrameGrid {
  /** Frames per second. */
  readonly rate: Rational;
  /** Frames in the whole video, as planned from the source's headers; the last chunk has the final word. */
  readonly frames: number;
  /** Frames per closed GOP, the same for every rung. */
  readonly gopFrames: number;
  /** Frames per segment: a whole number of GOPs. */
  readonly segmentFrames: number;
}

/** Frames `[start, end)` of the grid. */
export interface FrameRange {
  readonly start: number;
  readonly end: number;
}

/** 2 s between keyframes, as Apple's HLS authoring rules ask for. */
const GOP_SECONDS = 2;
export const MAX_OUTPUT_RATE = rational(60);

/** The rates that displays and players know; a source with a varying rate is put on the nearest. */
const STANDARD_RATES: readonly Rational[] = [
  rational(10),
  rational(12),
  rational(15),
  rational(24000, 1001),
  rational(24),
  rational(25),
  rational(30000, 1001),
  rational(30),
  rational(48),
  rational(50),
  rational(60000, 1001),
  rational(60),
];

/** The standard rate nearest to `rate`, at most 60 frames per second. */
export function nearestStandardRate(rate: Rational): Rational {
  const value = toNumber(rate);
  return STANDARD_RATES.reduce((best, candidate) =>
    Math.abs(toNumber(candidate) - value) < Math.abs(toNumber(best) - value) ? candidate : best,
  );
}

/** The grid's rate: the source's own where it is constant and at most 60, else the nearest standard rate. */
export function gridRate(sourceRate: Rational, constant: boolean): Rational {
  return constant && compareRational(sourceRate, MAX_OUTPUT_RATE) <= 0 ? sourceRate : nearestStandardRate(sourceRate);
}

/**
 * @param frames whole video, at least 1
 * @param segmentSeconds wished length of a segment; becomes the nearest whole number of GOPs, at least one
 */
export function makeGrid(rate: Rational, frames: number, segmentSeconds: number): FrameGrid {
  if (!Number.isSafeInteger(frames) || frames < 1)
    throw new RangeError(`a grid needs at least one frame, not ${frames}`);
  const gopFrames = Math.max(1, roundedProduct(GOP_SECONDS, rate.num, rate.den));
  const gopsPerSegment = Math.max(1, Math.round(segmentSeconds / GOP_SECONDS));
  return { rate, frames, gopFrames, segmentFrames: gopFrames * gopsPerSegment };
}

/**
 * The segments of the whole video, in order. They tile the grid without gap or overlap. A tail shorter than a second
 * joins the segment before it: one more request for a handful of frames helps nobody.
 */
export function segmentsOf(grid: FrameGrid): FrameRange[] {
  const full = Math.floor(grid.frames / grid.segmentFrames);
  const tail = grid.frames - full * grid.segmentFrames;
  const tailJoins = full > 0 && tail * grid.rate.den < grid.rate.num;
  const count = full + (tail > 0 && !tailJoins ? 1 : 0);
  return Array.from({ length: count }, (_, i) => ({
    start: i * grid.segmentFrames,
    end: i === count - 1 ? grid.frames : (i + 1) * grid.segmentFrames,
  }));
}

/** Ticks of frame `n` on the track's timescale, which is `rate.num`: exact, so `tfdt` never drifts. */
export function frameTicks(grid: Pick<FrameGrid, 'rate'>, frame: number): number {
  return frame * grid.rate.den;
}

/** Seconds at which frame `n` starts: for people, ffmpeg's coarse seek and reports. */
export function frameSeconds(grid: Pick<FrameGrid, 'rate'>, frame: number): number {
  return (frame * grid.rate.den) / grid.rate.num;
}
