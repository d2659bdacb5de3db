import { setTimeout as sleep } from 'node:timers/promises';
import { asFanoutError, nextRestart } from '../core/index.ts';

/** Something that is to run for as long as the stack does. */
export interface Kept {
  /** For people, at the start of a sentence. */
  readonly what: string;
  /** Resolves, with a sentence that says why, when it does not run any more as it should, and what was left of it is gone. */
  readonly untilTrouble: () => Promise<string>;
  /** Starts it again, and returns when it works. */
  readonly restart: () => Promise<void>;
}

/** Starts something again whenever it ends, after a pause that grows while that does not help. Ends with the signal. */
export async function keepRunning(
  { what, untilTrouble, restart }: Kept,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  let well = performance.now();
  let why = await untilTrouble();
  while (!signal.aborted) {
    const next = nextRestart({ failures, wellMs: performance.now() - well });
    failures = next.failures;
    say(`${why} A new start follows in ${next.delayMs / 1000} s.`);
    await sleep(next.delayMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    well = performance.now();
    try {
      await restart();
      if (signal.aborted) return;
      say(`${what} running again.`);
      well = performance.now();
      why = await untilTrouble();
    } catch (error) {
      if (signal.aborted) return;
      why = asFanoutError(error).message;
    }
  }
}
