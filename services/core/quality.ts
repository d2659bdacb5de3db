import type { CrfRange } from './rendition.ts';

/** How near some frames of a finished rendition are to the source, scaled to its size: SSIM of the luma, 0 to 1. */
export interface MeasuredQuality {
  readonly metric: 'ssim';
  readonly mean: number;
  readonly lowest: number;
  /** How many frames were compared. */
  readonly frames: number;
}

/** A rung that was encoded at a rate factor, for a moment, to see what comes of it. */
export interface QualitySample {
  /** In the codec's own scale. */
  readonly crf: number;
  /** Mean over `frames`. */
  readonly ssim: number;
  readonly bitsPerSecond: number;
  readonly frames: number;
}

/** The rate factor that should reach a wished SSIM. */
export interface CrfChoice {
  readonly crf: number;
  /** SSIM to be expected with it. */
  readonly predicted: number;
  readonly reached: boolean;
}

/** Better than this is not told apart: 50 dB. */
const BEST_SSIM = 0.99999;
/** Rate factors beyond the samples that the line through the last two is trusted for. */
const REACH = 2;
/** Below this many dB for each step of the rate factor it is not the rate factor that limits the quality. */
const LEAST_SLOPE = 0.05;
/** Better and worse than the rate factor to start from. */
const BETTER = 5;
const WORSE = 6;

/** SSIM on the scale on which it is close to linear in the rate factor: −10·log10(1 − SSIM). */
export function ssimDecibels(ssim: number): number {
  return -10 * Math.log10(1 - Math.min(ssim, BEST_SSIM));
}

function fromDecibels(db: number): number {
  return 1 - 10 ** (-db / 10);
}

/** @param values SSIM of single frames @returns `null` when there are none */
export function measuredQuality(values: readonly number[]): MeasuredQuality | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { metric: 'ssim', mean: rounded(mean), lowest: rounded(Math.min(...values)), frames: values.length };
}

/** Samples of several places as if they were of one. Sorted by rate factor. */
export function mergeSamples(samples: readonly QualitySample[]): QualitySample[] {
  const crfs = [...new Set(samples.map(({ crf }) => crf))].sort((a, b) => a - b);
  return crfs.map((crf) => {
    const same = samples.filter((sample) => sample.crf === crf);
    const frames = same.reduce((sum, sample) => sum + sample.frames, 0);
    const mean = (of: (sample: QualitySample) => number) =>
      same.reduce((sum, sample) => sum + of(sample) * sample.frames, 0) / frames;
    const bitsPerSecond = Math.round(mean((sample) => sample.bitsPerSecond));
    return { crf, ssim: rounded(mean(({ ssim }) => ssim)), bitsPerSecond, frames };
  });
}

/** Three rate factors to try, around the one to start from. */
export function firstCrfs(base: number, { lowest, highest }: CrfRange): number[] {
  const middle = Math.min(highest - WORSE, Math.max(lowest + BETTER, base));
  return [middle - BETTER, middle, middle + WORSE];
}

/** One more rate factor to try when the wish lies beyond all that were; none when it does not, or trying cannot help. */
export function nextCrfs(samples: readonly QualitySample[], wished: number, range: CrfRange): number[] {
  const curve = curveOf(samples);
  const [best, second, last, beforeLast] = [curve[0], curve[1], curve.at(-1), curve.at(-2)];
  if (!best || !second || !last || !beforeLast) return [];
  const db = ssimDecibels(wished);
  const better = slope(best, second);
  const worse = slope(beforeLast, last);
  if (db > best.db && better > 0) {
    const estimate = best.crf - (db - best.db) / better;
    const far = best.crf > range.lowest && best.crf - estimate > REACH;
    return far ? [Math.max(range.lowest, Math.floor(estimate) - REACH)] : [];
  }
  if (db < last.db) {
    const estimate = worse > 0 ? last.crf + (last.db - db) / worse : range.highest;
    const far = last.crf < range.highest && estimate - last.crf > REACH;
    return far ? [Math.min(range.highest, Math.ceil(estimate) + REACH)] : [];
  }
  return [];
}

/**
 * The largest rate factor that should reach the wished SSIM, by straight lines between samples and a little beyond them;
 * the smallest within reach, when none should.
 *
 * @param samples at least one, of different rate factors
 */
export function pickCrf(samples: readonly QualitySample[], wished: number, range: CrfRange): CrfChoice {
  const points = withEnds(curveOf(samples), range);
  const db = ssimDecibels(wished);
  const at = points.findLastIndex((point) => point.db >= db);
  const [from, to] = [points[Math.max(0, at)], points[at + 1]];
  if (!from) throw new RangeError('a rate factor cannot be picked without samples');
  if (at < 0 || !to) return { crf: from.crf, predicted: fromDecibels(from.db), reached: at >= 0 };
  const loss = slope(from, to);
  // Towards the better, so that rounding does not miss the wish.
  const steps = Math.floor((from.crf + (from.db - db) / loss) / range.step + 1e-6);
  const crf = Math.max(from.crf, Math.round(steps * range.step * 10) / 10);
  return { crf, predicted: fromDecibels(from.db - (crf - from.crf) * loss), reached: true };
}

/** Five digits say all that a sample can. */
export function rounded(ssim: number): number {
  return Math.round(ssim * 1e5) / 1e5;
}

interface Point {
  readonly crf: number;
  readonly db: number;
}

/** From the best rate factor to the worst; never rising, and flat where a cap and not the rate factor decides. */
function curveOf(samples: readonly QualitySample[]): Point[] {
  const points: Point[] = [];
  for (const { crf, ssim } of [...samples].sort((a, b) => b.crf - a.crf)) {
    const db = ssimDecibels(ssim);
    const [worse] = points;
    const gains = !worse || db - worse.db >= LEAST_SLOPE * (worse.crf - crf);
    points.unshift({ crf, db: gains ? db : worse.db });
  }
  return points;
}

/** dB lost for each step of the rate factor. */
function slope(from: Point, to: Point): number {
  return (from.db - to.db) / (to.crf - from.crf);
}

function withEnds(curve: readonly Point[], { lowest, highest }: CrfRange): Point[] {
  const [best, second, last, beforeLast] = [curve[0], curve[1], curve.at(-1), curve.at(-2)];
  if (!best || !second || !last || !beforeLast) return [...curve];
  const left = { crf: Math.max(lowest, best.crf - REACH), db: 0 };
  const right = { crf: Math.min(highest, last.crf + REACH), db: 0 };
  left.db = best.db + (best.crf - left.crf) * slope(best, second);
  right.db = last.db - (right.crf - last.crf) * slope(beforeLast, last);
  return [
    ...(left.crf < best.crf && left.db > best.db ? [left] : []),
    ...curve,
    ...(right.crf > last.crf ? [right] : []),
  ];
}
