import { describe, expect, it } from 'vitest';
import { countJobs, type JobFacts, judgeJob } from '../../../services/cli/doctor/judge-job.ts';
import { videoId } from '../../../services/core/index.ts';
import type { AttemptFailure, PendingActivity } from '../../../services/temporal/index.ts';

const job = (change: Partial<JobFacts> = {}): JobFacts => ({
  videoId: videoId('film'),
  tenant: 'acme',
  activities: [],
  decisionAttempts: 0,
  state: null,
  ...change,
});
const HEARTBEAT: AttemptFailure = { kind: 'timeout', limit: 'heartbeat' };
const error = (code: string, message = 'why'): AttemptFailure => ({ kind: 'error', code, message });
const chunk = (attempt: number, lastFailure: AttemptFailure | null, running = false): PendingActivity => ({
  name: 'encodeChunk',
  queue: 'transcode-queue',
  running,
  attempt,
  lastFailure,
});

describe('a job', () => {
  it.each<[string, JobFacts]>([
    ['waits for its first worker', job({ activities: [chunk(1, null)] })],
    ['is worked on', job({ activities: [chunk(1, null, true)] })],
    ['was given back by a worker that left in order', job({ activities: [chunk(4, error('WORKER_SHUTDOWN'))] })],
    ['decides what follows', job({ decisionAttempts: 1 })],
  ])('is well that %s', (_name, facts) => expect(judgeJob(facts, 'up')).toBeNull());

  it('is on its way again after a time-out, and it is said what that was', () => {
    const judged = judgeJob(job({ activities: [chunk(2, HEARTBEAT, true)] }), 'up');
    expect(judged).toMatchObject({ check: 'job film', ok: true });
    expect(judged?.found).toMatch(
      /^encodeChunk: attempt 2 is under way; .* a heartbeat time-out\. Its worker .* memory/,
    );
  });

  it.each<[string, JobFacts, RegExp, RegExp, RegExp]>([
    [
      'lost its worker',
      job({ activities: [chunk(1, null, true), chunk(2, HEARTBEAT)] }),
      /^encodeChunk: attempt 2 is to follow; the last ended with a heartbeat time-out$/,
      /killed, often for want of memory/,
      /logs\/supervisor\.log/,
    ],
    [
      'loses one worker after the other',
      job({ activities: [chunk(4, HEARTBEAT, true), chunk(2, HEARTBEAT, true)] }),
      /^encodeChunk \(and 1 more of its activities\): attempt 4 is under way/,
      /killed/,
      /FANOUT_TRANSCODE_SLOTS/,
    ],
    [
      'takes too long',
      job({ activities: [chunk(2, { kind: 'timeout', limit: 'start-to-close' })] }),
      /a start-to-close time-out/,
      /slept/,
      /again by itself/,
    ],
    [
      'waits for S3',
      job({ activities: [chunk(2, error('STORAGE_FAILED', 'S3 could not put it'))] }),
      /STORAGE_FAILED: S3 could not put it$/,
      /again by itself/,
      /S3 is reachable/,
    ],
    [
      'waits for an ffmpeg of its version',
      job({ activities: [chunk(3, error('ENCODER_VERSION_MISMATCH'))] }),
      /ENCODER_VERSION_MISMATCH/,
      /not fit for it/,
      /one ffmpeg version on all workers/,
    ],
    [
      'fails at something unheard-of, at length',
      job({ activities: [chunk(2, error('TypeError', 'x'.repeat(500)))] }),
      /TypeError: x{200}…$/,
      /Nobody has thought/,
      /logs/,
    ],
    ['cannot decide what follows', job({ decisionAttempts: 7 }), /decided 7 times/, /version/, /cancel the job/],
  ])('is in trouble that %s', (_name, facts, found, cause, todo) => {
    const judged = judgeJob(facts, 'up');
    expect(judged).toMatchObject({ check: 'job film', ok: false });
    expect(judged?.found).toMatch(found);
    expect(judged?.cause).toMatch(cause);
    expect(judged?.todo).toMatch(todo);
  });
});

describe('all jobs', () => {
  const named = (name: string, state: JobFacts['state']) => job({ videoId: videoId(name), state });

  it.each<[readonly JobFacts[], string]>([
    [[], 'none runs'],
    [[named('a', null), named('b', 'running')], '2 not ended'],
    [[named('a', 'paused')], '1 not ended; paused, until "fanout resume": a'],
    [
      [named('a', 'queued'), named('b', null), named('c', 'queued'), named('d', null)],
      'the newest and oldest 2 that have not ended; waiting until others of their tenant (acme) are done: a, c',
    ],
  ])('%#: those that wait on purpose are no trouble', (jobs, found) => {
    expect(countJobs(jobs, 2)).toEqual({ check: 'jobs', ok: true, found });
  });
});
