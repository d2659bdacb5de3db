import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';
import { CATALOGUE, type EncodeWork, isErrorCode } from '../core/index.ts';
import { activityMetrics } from './activity-metrics.ts';
import { attemptOutcome } from './attempt-outcome.ts';
import { failureOutcome } from './trace-context/index.ts';

/** Counts what activities did: how many ended how, how long they took, what they read, what was encoded before. */
export function metricsInterceptor({ info, metricMeter }: Context): ActivityInterceptors {
  const { ended, failures, retries, seconds, bytes } = activityMetrics(metricMeter);
  return {
    inbound: {
      async execute(input, next) {
        const started = performance.now();
        if (info.attempt > 1) retries.add(1);
        const end = (outcome: string) => {
          ended.add(1, { outcome });
          seconds.record((performance.now() - started) / 1000, { outcome });
        };
        try {
          const result = await next(input);
          const { sourceBytesRead = 0 } = (result ?? {}) as Partial<EncodeWork>;
          end(attemptOutcome(result));
          if (sourceBytesRead > 0) bytes.add(sourceBytesRead);
          return result;
        } catch (error) {
          const outcome = failureOutcome(error);
          end(outcome);
          // Work that goes back to the queue, because its worker leaves or it is wanted no more, has not failed.
          if (isErrorCode(outcome) && outcome !== 'CANCELLED') failures.add(1, { fault: CATALOGUE[outcome].fault });
          throw error;
        }
      },
    },
  };
}
