import { expect, it } from 'vitest';
import { type HealthFacts, judgeHealth } from '../../../services/core/index.ts';

const well: HealthFacts = {
  workerState: 'RUNNING',
  poller: 'POLLING',
  lastPollSeconds: 20,
  inFlight: 1,
  slots: 2,
  temporalReachable: true,
  trouble: null,
};

it.each<[string, Partial<HealthFacts>, string, string?]>([
  ['as it should be', {}, 'ok'],
  ['in a long poll', { lastPollSeconds: 70 }, 'ok'],
  [
    'silent with room',
    { lastPollSeconds: 151 },
    'unhealthy',
    'it has asked for no work for 151 s, although it could do some',
  ],
  ['silent because it is full', { lastPollSeconds: 7_200, inFlight: 2 }, 'ok'],
  ['silent because nobody answers', { lastPollSeconds: 7_200, temporalReachable: false }, 'ok'],
  ['not counting its polls', { lastPollSeconds: null }, 'ok'],
  ['without Temporal', { temporalReachable: false }, 'ok'],
  ['on its way out', { workerState: 'DRAINING', trouble: 'the GPU is gone' }, 'draining'],
  ['stopped by its trouble', { workerState: 'STOPPED', trouble: 'the GPU is gone' }, 'unhealthy', 'the GPU is gone'],
  ['gone', { workerState: 'STOPPED' }, 'draining'],
  ['in trouble', { trouble: 'the GPU is gone' }, 'unhealthy', 'the GPU is gone'],
  ['not there yet', { workerState: 'STARTING', poller: 'SHUTDOWN' }, 'unhealthy', 'it is still starting'],
  ['given up', { poller: 'FAILED' }, 'unhealthy', 'it has stopped asking for work'],
])('a worker %s', (_what, facts, status, reason) => {
  expect(judgeHealth({ ...well, ...facts })).toEqual({ status, ...(reason ? { reason } : {}) });
});
