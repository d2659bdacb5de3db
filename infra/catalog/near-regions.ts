/** Where to look when a region's own part of the world has nothing: by what its name begins with. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  af: ['eu', 'me'],
  ap: ['us', 'me'],
  ca: ['us'],
  eu: ['me', 'us'],
  il: ['eu', 'me'],
  me: ['eu', 'ap'],
  mx: ['us'],
  sa: ['us'],
  us: ['ca'],
};
const MOST = 4;

/** Those of `regions` that are in the same part of the world as `region`, else in the next; four at most. */
export function nearRegions(region: string, regions: readonly string[]): readonly string[] {
  const own = areaOf(region);
  for (const area of [own, ...(NEXT[own] ?? [])]) {
    const there = regions.filter((other) => areaOf(other) === area);
    if (there.length > 0) return there.slice(0, MOST);
  }
  return regions.slice(0, MOST);
}

function areaOf(region: string): string {
  return region.split('-')[0] ?? '';
}
