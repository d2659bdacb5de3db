import { wholeNumber } from '../core/index.ts';

export interface WorkerSettings {
  /** How long what runs may go on after SIGTERM. */
  readonly drainMs: number;
  /** A program that makes no progress for this long is ended. */
  readonly stuckMs: number;
}

const DAY_SECONDS = 86_400;

/**
 * What workers of all kinds can be told: `FANOUT_DRAIN_SECONDS` and `FANOUT_STUCK_SECONDS` (60).
 * @throws FanoutError CONFIG_INVALID
 */
export function workerSettings(
  env: Readonly<Record<string, string | undefined>>,
  byDefault: { readonly drainSeconds: number },
): WorkerSettings {
  const drain = { byDefault: byDefault.drainSeconds, min: 0, max: DAY_SECONDS };
  const stuck = { byDefault: 60, min: 1, max: DAY_SECONDS };
  return {
    drainMs: wholeNumber(env, 'FANOUT_DRAIN_SECONDS', drain) * 1000,
    stuckMs: wholeNumber(env, 'FANOUT_STUCK_SECONDS', stuck) * 1000,
  };
}
