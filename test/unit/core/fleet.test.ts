import { expect, it } from 'vitest';
import { fleetSchema } from '../../../services/api/index.ts';
import { type FleetWorker, fleetOf, type SeenQueue, scalingFromEnv } from '../../../services/core/index.ts';

const idle: SeenQueue = { backlog: 0, ageSeconds: 0, inFlight: 0, tasks: 0, busy: 0, slots: null };
const queues = { workflow: idle, metadata: idle, transcode: idle, transcodeCpu: idle };
const at = new Date('2026-11-26T19:24:00.000Z');
const worker: FleetWorker = {
  id: '1@a',
  host: 'a',
  queue: 'transcode-queue',
  state: 'running',
  inFlight: 1,
  slots: 2,
  startedAt: '2026-11-26T19:00:00.000Z',
  heardSeconds: 1.5,
  encoder: null,
  cpu: 0.5,
  memory: null,
};

/** What `transcode-queue` wants. */
function transcode(seen: Partial<SeenQueue>, env: Record<string, string> = {}) {
  const fleet = fleetOf(at, { ...queues, transcode: { ...idle, ...seen } }, [], scalingFromEnv(env));
  return fleet.queues.find(({ name }) => name === 'transcode-queue');
}

it('is what the API says that a fleet is, workers by their queues', () => {
  const meta = { ...worker, id: '2@b', queue: 'metadata-queue' };
  const fleet = fleetOf(at, queues, [worker, meta, { ...worker, id: '0@a' }], scalingFromEnv({}));
  expect(fleetSchema.parse(fleet)).toEqual(fleet);
  expect(fleet.at).toBe('2026-11-26T19:24:00.000Z');
  expect(fleet.workers.map(({ id }) => id)).toEqual(['2@b', '0@a', '1@a']);
  expect(fleet.queues.map(({ name }) => name)).toEqual([
    'video-tasks',
    'metadata-queue',
    'transcode-queue',
    'transcode-cpu-queue',
  ]);
});

it('wants a slot for all that waits or runs, and what is there no longer than it is needed', () => {
  expect(transcode({ backlog: 7, inFlight: 2, tasks: 1, busy: 1, slots: 2 })).toMatchObject({
    workers: 1,
    wanted: 5,
    reason: 'backlog 7, 2 in flight',
  });
  expect(transcode({ tasks: 9, slots: 2 })).toMatchObject({ workers: 9, wanted: 1 });
  expect(transcode({ backlog: 7 }, { FANOUT_SCALE_TRANSCODE_SLOTS: '1' })?.wanted).toBe(7);
  expect(transcode({ backlog: 99 }, { FANOUT_SCALE_TRANSCODE_MAX: '3' })?.wanted).toBe(3);
});

it('says nothing of what nobody scales', () => {
  const [queue] = fleetOf(at, queues, [], {}).queues;
  expect(queue).toMatchObject({ name: 'video-tasks', wanted: null, reason: null });
});
