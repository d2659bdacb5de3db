/** Microseconds: the finest unit that playlists print. */
const MICROS = 1_000_000n;

/** `ticks / timescale` seconds as whole microseconds, rounded once. */
function micros(ticks: number, timescale: number): bigint {
  return (2n * BigInt(ticks) * MICROS + BigInt(timescale)) / (2n * BigInt(timescale));
}

/**
 * The EXTINF of a segment, with six decimals. It is the difference of two rounded instants, not a rounded difference, so
 * that the sum of all EXTINF never wanders from `tfdt` (shaka-player compares the two).
 */
export function extinf(startTicks: number, endTicks: number, timescale: number): string {
  const duration = micros(endTicks, timescale) - micros(startTicks, timescale);
  return `${duration / MICROS}.${String(duration % MICROS).padStart(6, '0')}`;
}
