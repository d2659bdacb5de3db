import type { MetricMeter } from '@temporalio/common';

/** Who has to act on a failed attempt, as the catalogue of errors says. */
export const FAULTS = ['input', 'usage', 'stack', 'system'] as const;

/** What every kind of activity is counted by. Labels have few values: no ids, no names of files. */
export function activityMetrics(meter: MetricMeter) {
  return {
    ended: meter.createCounter('fanout_activities', '1', 'Attempts that ended, by how'),
    failures: meter.createCounter('fanout_failures', '1', 'Attempts that ended in an error, by whose fault it is'),
    retries: meter.createCounter('fanout_retries', '1', 'Attempts that were not the first'),
    seconds: meter.createHistogram('fanout_activity_seconds', 'float', 's', 'Time that an attempt took'),
    bytes: meter.createCounter('fanout_source_bytes', 'By', 'Bytes of sources that were read'),
  };
}

/**
 * Puts an activity's counters out at 0. Prometheus takes a counter that is not there until it is 1 for one that never rose:
 * the first failure of each worker would not be seen.
 */
export function startAtZero(meter: MetricMeter): void {
  const { ended, failures, retries } = activityMetrics(meter);
  for (const outcome of ['done', 'reused']) ended.add(0, { outcome });
  for (const fault of FAULTS) failures.add(0, { fault });
  retries.add(0);
}
