import { sleep } from '@temporalio/workflow';
import { together } from './together.ts';

/** A server fires timers up to a second late (`history.timerProcessorMaxTimeShift`); the local one at once. */
const WAVE_MS = 10;
/** What starts in each of the first waves; then all the rest. */
const WAVES = [1, 2, 4] as const;

/**
 * Runs `work` for every item, at most `size` at once; one failure cancels the rest.
 *
 * The first items start ahead of the rest, in waves: a server hands out tasks that were scheduled in the same instant in
 * any order, and the first chunks are what a viewer waits for.
 */
export async function slidingWindow<T>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const open = Math.min(size, items.length);
  await together(async (join) => {
    const waves = WAVES[Symbol.iterator]();
    for (let started = 0; started < open; ) {
      const wave = Math.min(open - started, waves.next().value ?? open);
      for (let n = 0; n < wave; n++) {
        join(async () => {
          for (const item of queue) await work(item);
        });
      }
      started += wave;
      if (started < open) await sleep(WAVE_MS);
    }
  });
}
