/**
 * Runs `work` for every item, at most `size` at once, in order of the items; the first failure rejects at once and no
 * further item is started.
 */
export async function slidingWindow<T>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failed = false;
  const lane = async () => {
    for (const item of queue) {
      if (failed) return;
      await work(item);
    }
  };
  const lanes = Array.from({ length: Math.min(size, items.length) }, () =>
    lane().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  await Promise.all(lanes);
}
