import { ApplicationFailure, CancelledFailure, TemporalFailure } from '@temporalio/common';
import { asFanoutError, FanoutError, isErrorCode } from '../../core/index.ts';

/**
 * A catalogue error as Temporal carries it: the code is the failure's type, and what will fail again is not retried.
 * Cancellation passes as it is.
 * @param how whether and when to try again, where that is known better
 */
export function toFailure(thrown: unknown, how: { final?: boolean; delayMs?: number } = {}): unknown {
  if (thrown instanceof TemporalFailure || thrown instanceof CancelledFailure) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return thrown;
  const error = asFanoutError(thrown);
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: how.final ?? !error.retryable,
    ...(how.delayMs === undefined ? {} : { nextRetryDelay: how.delayMs }),
    details: [error.details],
    ...(thrown instanceof Error ? { cause: thrown } : {}),
  });
}

/** The catalogue error inside a failure, however deep; `null` when there is none. */
export function fromFailure(failure: unknown): FanoutError | null {
  for (let at = failure; at instanceof Error; at = at.cause) {
    if (at instanceof FanoutError) return at;
    if (at instanceof ApplicationFailure && isErrorCode(at.type)) {
      const [details] = at.details ?? [];
      return new FanoutError(at.type, at.message, Array.isArray(details) ? details.map(String) : []);
    }
  }
  return null;
}
