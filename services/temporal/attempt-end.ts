import {
  type ActivityCancellationDetails,
  ApplicationFailure,
  ApplicationFailureCategory,
  TemporalFailure,
} from '@temporalio/common';
import { asFanoutError, FanoutError, judgeAttempt, type Patience, spentAttempts, type Tries } from '../core/index.ts';
import { toFailure } from './failures/index.ts';

/** How an attempt without a result is handed back to Temporal. */
export interface AttemptEnd {
  readonly failure: unknown;
  /** Attempts not held against the work from now on; left out where there will be no other. */
  readonly excused?: number;
  /** How long this worker keeps the slot before it says so, in milliseconds. */
  readonly holdMs: number;
}

/** What an attempt threw, as the next one and the workflow are to see it. @param cancelled why it was told to stop */
export function endAttempt(
  thrown: unknown,
  tries: Tries,
  patience: Patience,
  cancelled: ActivityCancellationDetails | undefined,
): AttemptEnd {
  const leaves = cancelled?.workerShutdown === true && !cancelled.cancelRequested;
  if (isCancellation(thrown) || thrown instanceof TemporalFailure) {
    return isCancellation(thrown) && leaves ? leaving(tries, patience) : { failure: thrown, holdMs: 0 };
  }
  const error = asFanoutError(thrown);
  // What a worker meets on its way out, when things around it end too, says nothing of the work.
  if (leaves && error.retryable) return leaving(tries, patience);
  const { excused, final, delayMs, holdMs } = judgeAttempt(error.code, tries, patience);
  return { failure: toFailure(thrown, { final, delayMs }), excused, holdMs };
}

/** @throws FanoutError WORK_POISONED when as many attempts are spent as there may be: the last left no word, so it died */
export function refusePoison(tries: Tries, { attempts }: Patience): void {
  const spent = spentAttempts(tries);
  if (spent < attempts) return;
  throw new FanoutError(
    'WORK_POISONED',
    `It was tried ${spent} times, and the last worker that had it ended under it.`,
  );
}

/** Not a cancellation, which would be tried again after a pause: there is no reason for one. */
function leaving(tries: Tries, patience: Patience): AttemptEnd {
  const { excused, delayMs, holdMs } = judgeAttempt('shutdown', tries, patience);
  const failure = ApplicationFailure.create({
    type: 'WORKER_SHUTDOWN',
    message: 'The worker had to leave and gave it back.',
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: delayMs,
  });
  return { failure, excused, holdMs };
}

function isCancellation(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown.name === 'CancelledFailure' || thrown.name === 'AbortError');
}
