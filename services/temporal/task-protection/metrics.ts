import type { MetricMeter } from '@temporalio/common';

/** Both are out, at 0, from the start on: a counter's first rise would not be seen otherwise. */
export function protectionMetrics(meter: MetricMeter) {
  const isProtected = meter.createGauge('fanout_task_protected', 'int', '1', 'Whether ECS leaves this task alone');
  const failures = meter.createCounter(
    'fanout_task_protection_failures',
    '1',
    'Changes of the protection of this task that did not come about',
  );
  isProtected.set(0);
  failures.add(0);
  return { isProtected, failures };
}
