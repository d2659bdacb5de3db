import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { asFanoutError } from '../core/index.ts';

/** Looks for something that a service cannot work without. Rejects, with a sentence for people, while it is not there. */
export type Need = () => Promise<unknown>;

const PAUSE_MS = { first: 1_000, longest: 30_000 };

export interface Waiting {
  readonly logger: Logger;
  /** Told what is missing, and `null` once nothing is. */
  readonly trouble: (why: string | null) => void;
  readonly signal: AbortSignal;
  readonly pauseMs?: typeof PAUSE_MS;
}

/**
 * Waits until all is there that is needed, one after the other, and says each time what is not: containers start in any
 * order, and whoever gave a wrong password reads it in the log, and in the service's health, until it is mended.
 *
 * @throws the signal's reason
 */
export async function untilMet(needs: readonly Need[], { logger, trouble, signal, pauseMs = PAUSE_MS }: Waiting) {
  for (const need of needs) {
    for (let pause = pauseMs.first; ; pause = Math.min(2 * pause, pauseMs.longest)) {
      signal.throwIfAborted();
      try {
        await need();
        break;
      } catch (thrown) {
        const { code, message, hint } = asFanoutError(thrown);
        trouble(message);
        signal.throwIfAborted();
        logger.warn({ code, hint }, `${message} Trying again in ${pause / 1000} s.`);
        await sleep(pause, undefined, { signal });
      }
    }
  }
  trouble(null);
}
