import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';
import type { EncodeWork } from '../core/index.ts';
import { attemptOutcome } from './attempt-outcome.ts';
import { failureOutcome } from './trace-context/index.ts';

/** Counts what activities did: how many ended how, how long they took, what they read, what was encoded before. */
export function metricsInterceptor({ info, metricMeter }: Context): ActivityInterceptors {
  const ended = metricMeter.createCounter('fanout_activities', '1', 'Attempts that ended, by how');
  const retries = metricMeter.createCounter('fanout_retries', '1', 'Attempts that were not the first');
  const seconds = metricMeter.createHistogram('fanout_activity_seconds', 'float', 's', 'Time that an attempt took');
  const bytes = metricMeter.createCounter('fanout_source_bytes', 'By', 'Bytes of sources that were read');
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
          end(failureOutcome(error));
          throw error;
        }
      },
    },
  };
}
