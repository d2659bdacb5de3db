/*
 * A picture that says which frame it is: bits of the frame's number as blocks of black and white from left to right,
 * and their opposite in the lower part. A picture that is torn, blended or grey reads as nothing. Bands are shares of
 * the height, so that every size of the picture reads alike.
 */

const BITS = 12;
/** Share of the height. The middle is free for a picture that moves. */
const BAND = 0.4;
/** Luma steps between a clear black and a clear white. */
const CONTRAST = 100;

/** Luma of a point, or `null` outside of the code. @param x from 0 to 1 @param y from 0 to 1 */
export function codeLuma(frame: number, x: number, y: number): number | null {
  if (y >= BAND && y < 1 - BAND) return null;
  const isSet = ((frame >> Math.floor(x * BITS)) & 1) === 1;
  return isSet === y < BAND ? 235 : 16;
}

/** The frame's number, or `null` when the picture holds none. @param luma brightness at a point, 0 to 255 */
export function readCode(luma: (x: number, y: number) => number): number | null {
  let frame = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const x = (bit + 0.5) / BITS;
    const difference = luma(x, BAND / 2) - luma(x, 1 - BAND / 2);
    if (Math.abs(difference) < CONTRAST) return null;
    if (difference > 0) frame |= 1 << bit;
  }
  return frame;
}
