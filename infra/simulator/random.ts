/** Numbers from 0 up to 1 that look random and are the same for the same seed (mulberry32, Tommy Ettinger 2017, public domain). */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Near 1 mostly, above 0 always: its logarithm is normally distributed around 0 (Box and Muller 1958). @param spread of the logarithm */
export function aroundOne(random: Random, spread: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return Math.exp(spread * radius * Math.cos(2 * Math.PI * random()));
}
