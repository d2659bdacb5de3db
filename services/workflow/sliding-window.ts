import { sleep } from '@temporalio/workflow';

/** A server fires timers up to a second late (`history.timerProcessorMaxTimeShift`); the local one at once. */
const WAVE_MS = 10;
/** What starts in each of the first waves; then all the rest. */
const WAVES = [1, 2, 4] as const;

/**
 * Runs `work` for every item, at most `size` at once; the first failure rejects at once and no further item is started.
 *
 * The first items start ahead of the rest, in waves: a server hands out tasks that were scheduled in the same instant in
 * any order, and the first chunks are what a viewer waits for.
 */
export async function slidingWindow<T>(items: readonly T[], size: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failed = false;
  const lane = async () => {
    for (const item of queue) {
      if (failed) return;
      await work(item);
    }
  };
  const lanes: Promise<void>[] = [];
  const open = Math.min(size, items.length);
  const waves = WAVES[Symbol.iterator]();
  while (lanes.length < open && !failed) {
    const wave = waves.next().value ?? open;
    for (let n = 0; n < wave && lanes.length < open; n++) {
      const running = lane().catch((error: unknown) => {
        failed = true;
        throw error;
      });
      // Awaited below; until then a failure must not count as one that nobody handles.
      running.catch(() => {});
      lanes.push(running);
    }
    if (lanes.length < open) await sleep(WAVE_MS);
  }
  await Promise.all(lanes);
}
