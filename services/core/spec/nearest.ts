/**
 * The key that was most likely meant, by edit distance (Levenshtein), letters compared without case. Whole dotted paths are
 * compared; a word without a dot may also be the last part of one, e.g. `crf` of `encoder.crf`.
 */
export function nearestKey(word: string, keys: readonly string[]): string {
  let best = '';
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const key of keys) {
    const distance = distanceTo(key.toLowerCase(), word.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [key, distance];
  }
  return best;
}

/** A group that was left out is less wrong than two letters are. */
const LEFT_OUT = 1.5;

function distanceTo(key: string, word: string): number {
  const whole = editDistance(word, key);
  const last = key.split('.').at(-1) ?? key;
  return word.includes('.') || last === key ? whole : Math.min(whole, editDistance(word, last) + LEFT_OUT);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
