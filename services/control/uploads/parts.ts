const MEBIBYTE = 1024 ** 2;
/** S3 takes 5 MiB and more; fewer, larger parts are fewer requests, and more to send again when one is lost. */
const LEAST_PART_BYTES = 8 * MEBIBYTE;
/** S3 takes 10,000. */
const MOST_PARTS = 9_900;

/** Bytes of every part of a file but the last. */
export function partBytesFor(bytes: number): number {
  const needed = Math.ceil(bytes / MOST_PARTS / MEBIBYTE) * MEBIBYTE;
  return Math.max(LEAST_PART_BYTES, needed);
}

export function partCount({ bytes, partBytes }: { readonly bytes: number; readonly partBytes: number }): number {
  return Math.ceil(bytes / partBytes);
}

/** Bytes of one part. @param number from 1 */
export function bytesOfPart(
  { bytes, partBytes }: { readonly bytes: number; readonly partBytes: number },
  number: number,
): number {
  return Math.min(partBytes, bytes - (number - 1) * partBytes);
}

/** What keeps parts from being the whole file; `null` when nothing does. */
export function missingOf(
  file: { readonly bytes: number; readonly partBytes: number },
  arrived: readonly { readonly number: number; readonly bytes: number }[],
): string | null {
  const sizes = new Map(arrived.map(({ number, bytes }) => [number, bytes]));
  const count = partCount(file);
  for (let number = 1; number <= count; number++) {
    const [is, ought] = [sizes.get(number), bytesOfPart(file, number)];
    if (is === undefined) return `part ${number} of ${count} has not arrived`;
    if (is !== ought) return `part ${number} has ${is} bytes, and should have ${ought}`;
  }
  return sizes.size === count ? null : `there are ${sizes.size} parts, and should be ${count}`;
}
