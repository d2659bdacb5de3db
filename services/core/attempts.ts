import { CATALOGUE, type ErrorCode } from './errors.ts';

/*
 * Temporal tries again as often as it takes, for as long as an activity's options allow. What counts is decided here: an
 * outage and a worker that leaves in order are nobody's fault, and work that breaks whoever has it must not go round for ever.
 */

/** How often, and how soon, one kind of work is tried again. */
export interface Patience {
  /** Attempts that may fail for the work's own reasons, before the last one's failure is final. */
  readonly attempts: number;
  /** Before the second attempt, in milliseconds; twice as long before each further one. */
  readonly delayMs: number;
  readonly longestDelayMs: number;
  /** A worker in trouble of its own keeps the slot for this long, so that others get the work meanwhile. */
  readonly holdMs: number;
}

/** For what a video cannot be without. */
export const VITAL: Patience = { attempts: 5, delayMs: 1_000, longestDelayMs: 30_000, holdMs: 5_000 };
/** For what a video can do without: tried a few times, then left out. */
export const EXTRA: Patience = { ...VITAL, attempts: 3 };

/** Not nothing: Temporal takes a pause of zero for the order never to try again, and fails the work (seen with server 1.32). */
const AT_ONCE_MS = 1;

/** What is known of the attempts before this one. */
export interface Tries {
  /** This one's number, from 1. */
  readonly attempt: number;
  /** Earlier ones that are not held against the work. */
  readonly excused: number;
}

/** Earlier attempts that count: those that failed for the work's own reasons, and those of workers that died under it. */
export function spentAttempts({ attempt, excused }: Tries): number {
  return Math.max(0, attempt - 1 - excused);
}

/** What follows from an attempt that ended without a result. */
export interface Verdict {
  /** Attempts not held against the work, this one included if it is not. */
  readonly excused: number;
  /** Nobody shall try again. */
  readonly final: boolean;
  /** Until the next attempt, in milliseconds. */
  readonly delayMs: number;
  /** Before this worker says so, in milliseconds. */
  readonly holdMs: number;
}

/** @param end the error's code, or `shutdown` where the worker had to leave */
export function judgeAttempt(end: ErrorCode | 'shutdown', tries: Tries, patience: Patience): Verdict {
  if (end === 'shutdown') return { excused: tries.excused + 1, final: false, delayMs: AT_ONCE_MS, holdMs: 0 };
  const { retryable, excusable, ofWorker } = CATALOGUE[end];
  const holdMs = ofWorker ? patience.holdMs : 0;
  if (retryable && tries.excused < excusable) {
    const excused = tries.excused + 1;
    return { excused, final: false, delayMs: backoff(excused, patience), holdMs };
  }
  const spent = spentAttempts(tries) + 1;
  const final = !retryable || spent >= patience.attempts;
  return { excused: tries.excused, final, delayMs: backoff(spent, patience), holdMs };
}

/** @param times from 1 */
function backoff(times: number, { delayMs, longestDelayMs }: Patience): number {
  return Math.min(longestDelayMs, delayMs * 2 ** (times - 1));
}
