import { ApplicationFailure, TimeoutFailure } from '@temporalio/common';

/** How something ended that failed: an error code, `timeout` or `cancelled`. Never a message: those quote what users wrote. */
export function failureOutcome(failure: unknown): string {
  for (let at = failure; at instanceof Error; at = at.cause) {
    if (at instanceof ApplicationFailure && at.type) return at.type;
    if (at instanceof TimeoutFailure) return 'timeout';
  }
  return 'cancelled';
}
