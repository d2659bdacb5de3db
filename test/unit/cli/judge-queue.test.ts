import { describe, expect, it } from 'vitest';
import { judgeQueue, type QueueFacts } from '../../../services/cli/doctor/judge-queue.ts';
import { QUEUES, type WorkerKind } from '../../../services/core/index.ts';

const IDLE: Omit<QueueFacts, 'queue' | 'kind'> = {
  pollers: 1,
  backlog: 0,
  ageSeconds: 0,
  dispatchRate: 0,
  inHand: 0,
  illness: null,
};
const facts = (kind: WorkerKind, change: Partial<QueueFacts> = {}): QueueFacts => ({
  queue: QUEUES[kind],
  kind,
  ...IDLE,
  ...change,
});
const nobody = { pollers: 0 };

describe('a queue', () => {
  it.each<[string, QueueFacts, string]>([
    ['idle', facts('metadata'), 'polled by 1'],
    ['at work', facts('transcode', { pollers: 2, inHand: 3 }), 'polled by 2, 3 at work'],
    [
      'busy, with hours of work before it',
      facts('transcode', { backlog: 400, ageSeconds: 7200, inHand: 2, dispatchRate: 0.1 }),
      'polled by 1, 2 at work, 400 tasks wait, the oldest for 7200 s',
    ],
    // One whose slots are all taken asks for nothing, for as long as a chunk takes.
    [
      'busy, with slots that are taken for minutes',
      facts('transcode', { ...nobody, inHand: 2, backlog: 1, ageSeconds: 300 }),
      '2 at work, nobody has room for more, 1 task waits for 300 s',
    ],
    [
      'just given work',
      facts('metadata', { backlog: 3, ageSeconds: 1.6 }),
      'polled by 1, 3 tasks wait, the oldest for 2 s',
    ],
  ])('is well that is %s', (_name, given, found) => {
    expect(judgeQueue(given, 'up')).toEqual({ check: `queue ${given.queue}`, ok: true, found });
  });

  it.each<[string, QueueFacts, RegExp, RegExp, RegExp]>([
    [
      'nobody polls',
      facts('workflow', nobody),
      /^nobody polls it$/,
      /No workflow worker runs/,
      /npm run worker:workflow/,
    ],
    [
      'nobody polls while work waits',
      facts('transcode', { ...nobody, backlog: 3, ageSeconds: 41.3 }),
      /^3 tasks wait, the oldest for 41 s, and nobody polls it$/,
      /No transcode worker runs/,
      /npm run worker:transcode/,
    ],
    [
      'is left by its worker, which says why',
      facts('transcode', { ...nobody, backlog: 1, ageSeconds: 9, illness: 'no NVENC session' }),
      /^1 task waits for 9 s, and nobody polls it$/,
      /no NVENC session/,
      /FANOUT_ENCODER=software/,
    ],
    [
      'is polled by workers that take nothing',
      facts('metadata', { backlog: 1, ageSeconds: 90 }),
      /^polled by 1, 1 task waits for 90 s$/,
      /ask for work and do not get it/,
      /in a minute/,
    ],
    [
      'has short tasks that wait for long',
      facts('metadata', { pollers: 2, backlog: 40, ageSeconds: 180, inHand: 16, dispatchRate: 0.2 }),
      /16 at work, 40 tasks wait/,
      /All slots .* S3 or for a full disk/,
      /FANOUT_METADATA_SLOTS/,
    ],
    [
      'has decisions that wait',
      facts('workflow', { backlog: 900, ageSeconds: 45, dispatchRate: 3 }),
      /900 tasks wait/,
      /workflow workers manage/,
      /another workflow worker/,
    ],
  ])('is in trouble that %s', (_name, given, found, cause, todo) => {
    const judged = judgeQueue(given, 'environment');
    expect(judged).toMatchObject({ check: `queue ${given.queue}`, ok: false });
    expect(judged?.found).toMatch(found);
    expect(judged?.cause).toMatch(cause);
    expect(judged?.todo).toMatch(todo);
  });

  it.each([
    ['environment', /npx fanout workers/],
    ['up', /logs\/metadata\.log/],
    ['compose', /docker compose up -d/],
  ] as const)('gets a worker in the way of the stack: %s', (stack, todo) => {
    expect(judgeQueue(facts('metadata', nobody), stack)?.todo).toMatch(todo);
  });
});

describe('the queue of processors', () => {
  const cpu = (change: Partial<QueueFacts>) =>
    judgeQueue(facts('transcode', { queue: QUEUES.transcodeCpu, ...change }), 'up');

  it('needs nobody while nothing is in it', () => expect(cpu(nobody)).toBeNull());

  it('needs somebody when jobs have turned to it', () => {
    const judged = cpu({ ...nobody, backlog: 2, ageSeconds: 700 });
    expect(judged).toMatchObject({ ok: false, found: '2 tasks wait, the oldest for 700 s, and nobody polls it' });
    expect(judged?.cause).toContain('transcode-queue');
    expect(judged?.todo).toContain('FANOUT_TRANSCODE_QUEUE=transcode-cpu-queue');
  });
});
