/** `a`, `a and b`, `a, b and c`. */
export function and(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Chunks are counted from 1 where people read of them. @param index from 0 */
export function chunkName(index: number): string {
  return `Chunk ${index + 1}`;
}

const CODECS: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'HEVC',
  av1: 'AV1',
  vp9: 'VP9',
  prores: 'ProRes',
};

/** A codec as people write it. */
export function codecName(codec: string): string {
  return CODECS[codec] ?? codec;
}

/** `1 chunk`, `2 chunks`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
