import { describe, expect, it } from 'vitest';
import { type AskedWorker, illnessAt, judgeWorker } from '../../../services/cli/doctor/workers.ts';

const asked = (answer: AskedWorker['answer'], name = 'transcode'): AskedWorker => ({ name, pid: 7, port: 81, answer });
const ill = (queue: string) => asked({ status: 'unhealthy', reason: 'no card', queue });

describe('a worker that takes no work', () => {
  it.each<[string, AskedWorker, string | null]>([
    ['says why', ill('transcode-queue'), 'no card'],
    ['says why before it ever had a queue', ill(''), 'no card'],
    ['may be one of another queue', ill('transcode-cpu-queue'), null],
    ['may be of another kind', asked({ status: 'unhealthy', reason: 'no card', queue: '' }, 'gateway'), null],
    ['is not one that is well', asked({ status: 'ok', queue: 'transcode-queue' }), null],
    ['is not one that says nothing', asked(new Error('silence')), null],
  ])('%s', (_name, worker, illness) => expect(illnessAt('transcode-queue', [worker])).toBe(illness));
});

describe('the health of a worker', () => {
  it.each<[AskedWorker['answer'], boolean, RegExp]>([
    [{ status: 'ok', inFlight: 2, temporal: 'reachable', s3: 'reachable' }, true, /^ok, 2 at work, .* S3 reachable/],
    [{ status: 'draining', inFlight: 1, temporal: 'reachable' }, true, /^draining, 1 at work/],
    [{ status: 'unhealthy', reason: 'no card', inFlight: 0 }, false, /^unhealthy: no card/],
    [new Error('connect ECONNREFUSED'), false, /^it does not answer: connect ECONNREFUSED/],
  ])('%# is judged', (answer, ok, found) => {
    const judged = judgeWorker(asked(answer));
    expect(judged).toMatchObject({ check: 'worker transcode (7)', ok, found: expect.stringMatching(found) });
    expect(judged.todo === undefined).toBe(ok);
  });
});
