import type { Rational } from './rational.ts';
import { compareRational, rational } from './rational.ts';

/** Rungs by the length of the short side; a cap in bits per second up to 30 frames per second (reference: H.264). */
const RUNGS = [
  { name: '240p', short: 240, maxrate: 400_000 },
  { name: '360p', short: 360, maxrate: 800_000 },
  { name: '480p', short: 480, maxrate: 1_400_000 },
  { name: '720p', short: 720, maxrate: 2_800_000 },
  { name: '1080p', short: 1080, maxrate: 5_000_000 },
  { name: '1440p', short: 1440, maxrate: 9_000_000 },
  { name: '2160p', short: 2160, maxrate: 16_000_000 },
] as const;

export type RungName = (typeof RUNGS)[number]['name'];
export const RUNG_NAMES: readonly RungName[] = RUNGS.map((rung) => rung.name);

/** One rung of the ladder, sized for a source. */
export interface Rung {
  /** `720p`; a source that is smaller than all that was wished gets one rung with its own name, e.g. `144p`. */
  readonly name: string;
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  /** Cap of the bitrate, in bits per second. */
  readonly maxrate: number;
}

export interface SkippedRung {
  readonly rung: string;
  readonly reason: string;
}

/** Sorts from large to small, the order in which scaling is cascaded. */
export interface Ladder {
  readonly rungs: readonly Rung[];
  readonly skipped: readonly SkippedRung[];
}

const even = (n: number) => Math.max(2, 2 * Math.round(n / 2));

/**
 * The rungs for a source as it is shown (after rotation, with square pixels). A rung is the length of the short side, so
 * that portrait and landscape get the same quality; nothing is ever scaled up. A source that is smaller than every rung that
 * was wished gets one of its own size.
 */
export function makeLadder(
  source: { readonly width: number; readonly height: number },
  rate: Rational,
  wished: 'auto' | readonly RungName[],
): Ladder {
  const short = Math.min(source.width, source.height);
  const boost = compareRational(rate, rational(30)) > 0 ? 1.5 : 1;
  const candidates = RUNGS.filter((rung) => wished === 'auto' || wished.includes(rung.name)).reverse();
  const rungs = candidates
    .filter((rung) => rung.short <= short)
    .map((rung) => ({ name: rung.name, ...scaled(source, rung.short), maxrate: rung.maxrate * boost }));
  const skipped = candidates
    .filter((rung) => rung.short > short)
    .map((rung) => ({ rung: rung.name, reason: `the source is ${short} pixels on its short side; never scaled up` }));
  if (rungs.length > 0) return { rungs, skipped };
  return { rungs: [{ name: `${short}p`, ...scaled(source, short), maxrate: capOf(short) * boost }], skipped };
}

/** The cap of the next larger rung; there is one, or the source would not be smaller than a rung that was wished. */
function capOf(short: number): number {
  return Math.min(...RUNGS.filter((rung) => rung.short >= short).map(({ maxrate }) => maxrate));
}

function scaled(source: { readonly width: number; readonly height: number }, short: number) {
  const from = Math.min(source.width, source.height);
  const size = (side: number) => even((side * short) / from);
  return { width: size(source.width), height: size(source.height) };
}
