import { Context } from '@temporalio/activity';
import { ActivityCancellationDetails, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { FanoutError, VITAL } from '../../../services/core/index.ts';
import { heartbeating } from '../../../services/temporal/index.ts';

/** Runs one attempt. @returns what came of it, and the last heartbeat, which the next one would get */
async function attempt(
  info: { attempt: number; heartbeatDetails?: unknown },
  work: (spent: number, report: (details: string) => void) => Promise<unknown>,
  during: (environment: MockActivityEnvironment) => void = () => {},
) {
  const environment = new MockActivityEnvironment(info);
  let last: unknown;
  environment.on('heartbeat', (details: unknown) => {
    last = details;
  });
  const running = environment.run(() =>
    heartbeating<string, unknown>((report, _signal, spent) => work(spent, report), { ...VITAL, holdMs: 0 }),
  );
  during(environment);
  const outcome = await running.catch((error: unknown) => error);
  return { outcome, last };
}

const failing = (code: 'STORAGE_FAILED' | 'ENCODE_FAILED') => async () => {
  throw new FanoutError(code, 'no luck', ['a line']);
};
const untilCancelled = () => Context.current().cancelled;

describe('heartbeating', () => {
  it('tells the work how many attempts are spent, and keeps what it reports beside that', async () => {
    const { outcome, last } = await attempt(
      { attempt: 6, heartbeatDetails: { work: 'old', excused: 3 } },
      async (spent, report) => {
        report('half');
        return spent;
      },
    );
    expect(outcome).toBe(2);
    expect(last).toEqual({ work: 'half', excused: 3 });
  });

  it('hands an outage on as one more that is excused', async () => {
    const { outcome, last } = await attempt(
      { attempt: 6, heartbeatDetails: { excused: 5 } },
      failing('STORAGE_FAILED'),
    );
    expect(outcome).toBeInstanceOf(ApplicationFailure);
    expect(outcome).toMatchObject({ type: 'STORAGE_FAILED', nonRetryable: false, nextRetryDelay: 30_000 });
    expect(outcome).toMatchObject({ details: [['a line']] });
    expect(last).toEqual({ excused: 6 });
  });

  it('makes the last failure that may be final', async () => {
    const { outcome } = await attempt({ attempt: 5 }, failing('ENCODE_FAILED'));
    expect(outcome).toMatchObject({ type: 'ENCODE_FAILED', nonRetryable: true });
  });

  it('refuses what five workers died of, without trying', async () => {
    let ran = false;
    const { outcome } = await attempt({ attempt: 8, heartbeatDetails: { excused: 2 } }, async () => {
      ran = true;
    });
    expect(outcome).toMatchObject({ type: 'WORK_POISONED', nonRetryable: true });
    expect(ran).toBe(false);
  });

  it('gives back at once, and free of charge, what a worker that leaves had begun', async () => {
    const { outcome, last } = await attempt({ attempt: 1 }, untilCancelled, (environment) =>
      environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true })),
    );
    expect(outcome).toMatchObject({ type: 'WORKER_SHUTDOWN', nonRetryable: false, nextRetryDelay: 1 });
    expect(last).toEqual({ excused: 1 });
  });

  it('passes a cancel on as one, also when the worker leaves', async () => {
    const both = new ActivityCancellationDetails({ cancelRequested: true, workerShutdown: true });
    const { outcome } = await attempt({ attempt: 1 }, untilCancelled, (environment) =>
      environment.cancel('CANCELLED', both),
    );
    expect(outcome).toBeInstanceOf(CancelledFailure);
  });
});
