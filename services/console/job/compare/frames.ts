import { parseRational, type Rational, rational } from '../../../core/index.ts';

/** Where a job does not say, so that stepping works all the same. */
const UNKNOWN_RATE = rational(25);

/** Frames per second of the output, exactly. @param text such as `24` or `30000/1001` */
export function frameRate(text: string | undefined): Rational {
  return parseRational(text) ?? UNKNOWN_RATE;
}

/**
 * The frame that a player shows at a media time. Players tell the start of the frame, rounded to microseconds: the nearest
 * start is meant.
 */
export function frameOf(mediaTime: number, { num, den }: Rational): number {
  return Math.round((mediaTime * num) / den);
}

/** The frame that is on show at any time within it. */
export function frameDuring(seconds: number, { num, den }: Rational): number {
  // A frame's start as a float can fall a hair short of it.
  return Math.floor((seconds * num) / den + 1e-6);
}

/** Seconds to seek to, to show a frame: its middle, so that no rounding can miss it. */
export function middleOf(frame: number, { num, den }: Rational): number {
  return ((frame + 0.5) * den) / num;
}

/** Farther apart, seconds, a player is better off with a jump than with catching up. */
const JUMP = 0.5;
/** As much faster or slower as nobody notices. */
const NUDGE = 0.05;

/**
 * What keeps a player with another: the rate at which it goes on, or that it jumps.
 * @param ahead seconds that it is ahead
 * @param frameSeconds less than half of it is as near as can be
 */
export function keepUp(ahead: number, frameSeconds: number): { readonly jump: boolean; readonly rate: number } {
  if (Math.abs(ahead) > JUMP) return { jump: true, rate: 1 };
  if (Math.abs(ahead) < frameSeconds / 2) return { jump: false, rate: 1 };
  return { jump: false, rate: ahead > 0 ? 1 - NUDGE : 1 + NUDGE };
}
