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
 *
 * @param stop whether no further item is to be started; what runs is waited for all the same
 */
export async function slidingWindow<T>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<void>,
  stop: () => boolean = () => false,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const open = Math.min(size, items.length);
  await together(async (join) => {
    const waves = WAVES[Symbol.iterator]();
    for (let started = 0; started < open; ) {
      const wave = Math.min(open - started, waves.next().value ?? open);
      for (let n = 0; n < wave; n++) {
        join(async () => {
          // Not `for of`, which would end the queue for all when one stops.
          while (!stop()) {
            const { done, value } = queue.next();
            if (done) return;
            await work(value);
          }
        });
      }
      started += wave;
      if (started < open) await sleep(WAVE_MS);
    }
  });
}
