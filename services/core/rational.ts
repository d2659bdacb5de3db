/** A frame rate or time base: an exact fraction of two positive integers, in lowest terms. */
export interface Rational {
  readonly num: number;
  readonly den: number;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/**
 * Makes a fraction in lowest terms.
 * @throws RangeError unless both parts are positive safe integers.
 */
export function rational(num: number, den = 1): Rational {
  if (!Number.isSafeInteger(num) || !Number.isSafeInteger(den) || num <= 0 || den <= 0) {
    throw new RangeError(`not a positive fraction: ${num}/${den}`);
  }
  const divisor = gcd(num, den);
  return { num: num / divisor, den: den / divisor };
}

/** Reads `30000/1001`, `25/1` or `25`, as ffprobe prints them; `null` for `0/0`, `N/A` and anything else. */
export function parseRational(text: string | undefined): Rational | null {
  const match = /^(\d{1,15})(?:[/:](\d{1,15}))?$/.exec(text ?? '');
  if (!match) return null;
  const num = Number(match[1]);
  const den = Number(match[2] ?? '1');
  return num > 0 && den > 0 ? rational(num, den) : null;
}

/** Negative, zero or positive as `a` is smaller than, equal to or larger than `b`; exact. */
export function compareRational(a: Rational, b: Rational): number {
  const left = BigInt(a.num) * BigInt(b.den);
  const right = BigInt(b.num) * BigInt(a.den);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `round(value · num / den)` for non-negative integers, halves up, without leaving the integers. */
export function roundedProduct(value: number, num: number, den: number): number {
  const n = BigInt(value) * BigInt(num);
  const d = BigInt(den);
  return Number((2n * n + d) / (2n * d));
}

/** `24`, or `30000/1001`. */
export function rationalText({ num, den }: Rational): string {
  return den === 1 ? String(num) : `${num}/${den}`;
}

/** The fraction as a float: for reports and for ffmpeg options that round anyway, never to decide a frame. */
export function toNumber(value: Rational): number {
  return value.num / value.den;
}
