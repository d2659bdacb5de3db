import type { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { startAtZero } from '../../../services/temporal/activity-metrics.ts';
import { metricsInterceptor } from '../../../services/temporal/metrics-interceptor.ts';
import { recordingMeter } from '../../support/recorded-metrics.ts';

async function counted(attempt: number, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const { values, meter } = recordingMeter();
  const context = { info: { attempt }, metricMeter: meter } as unknown as Context;
  await metricsInterceptor(context)
    .inbound?.execute?.({ args: [], headers: {} }, work)
    .catch(() => undefined);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('fanout_activity_seconds')));
}

const failing = (error: Error) => () => Promise.reject(error);

it('counts what ended well, and what it read', async () => {
  expect(await counted(1, async () => ({ sourceBytesRead: 7 }))).toEqual({
    'fanout_activities{outcome="done"}': 1,
    fanout_source_bytes: 7,
  });
  expect(await counted(2, async () => ({ reused: true }))).toEqual({
    'fanout_activities{outcome="reused"}': 1,
    fanout_retries: 1,
  });
});

it('counts errors by whose fault they are, and no cancel or leaving worker among them', async () => {
  const failure = (type: string) => failing(ApplicationFailure.create({ type }));
  expect(await counted(1, failure('SOURCE_NOT_MEDIA'))).toEqual({
    'fanout_activities{outcome="SOURCE_NOT_MEDIA"}': 1,
    'fanout_failures{fault="input"}': 1,
  });
  expect(await counted(1, failure('ENCODE_KILLED'))).toMatchObject({ 'fanout_failures{fault="system"}': 1 });
  expect(await counted(1, failure('WORKER_SHUTDOWN'))).toEqual({ 'fanout_activities{outcome="WORKER_SHUTDOWN"}': 1 });
  expect(await counted(1, failing(new CancelledFailure('enough')))).toEqual({
    'fanout_activities{outcome="cancelled"}': 1,
  });
});

it('has its counters at 0 before anything happened', () => {
  const { values, meter } = recordingMeter();
  startAtZero(meter);
  expect(values).toEqual({
    'fanout_activities{outcome="done"}': 0,
    'fanout_activities{outcome="reused"}': 0,
    'fanout_failures{fault="input"}': 0,
    'fanout_failures{fault="usage"}': 0,
    'fanout_failures{fault="stack"}': 0,
    'fanout_failures{fault="system"}': 0,
    fanout_retries: 0,
  });
});
