import type { Client } from '@temporalio/client';
import { expect, it } from 'vitest';
import { observeQueues } from '../../../services/scaler/observe.ts';

const RUNNING = 1;
const DRAINING = 2;

function beat(key: string, taskQueue: string, used: number, free: number, status = RUNNING) {
  const slots = { currentUsedSlots: used, currentAvailableSlots: free };
  const info = taskQueue === 'video-tasks' ? { workflowTaskSlotsInfo: slots } : { activityTaskSlotsInfo: slots };
  return { workerInstanceKey: key, taskQueue, status, ...info };
}

/** A stub of Temporal, with what it was asked. @param bare whether it lists workers without their heartbeats */
function temporalOf(pages: readonly ReturnType<typeof beat>[][], { bare = false } = {}) {
  const asked: string[] = [];
  const beats = pages.flat();
  const workflowService = {
    listWorkers: async ({ query, nextPageToken }: { query: string; nextPageToken: Uint8Array }) => {
      const page = nextPageToken[0] ?? 0;
      asked.push(`list ${query.replace(/\d{4}-\S+Z/, 'TIME')} ${page}`);
      const told = pages[page] ?? [];
      return {
        workersInfo: bare ? [] : told.map((workerHeartbeat) => ({ workerHeartbeat })),
        workers: told.map(({ workerInstanceKey }) => ({ workerInstanceKey })),
        nextPageToken: page + 1 < pages.length ? Uint8Array.of(page + 1) : new Uint8Array(),
      };
    },
    describeWorker: async ({ workerInstanceKey: key }: { workerInstanceKey: string }) => {
      asked.push(`describe ${key}`);
      return { workerInfo: { workerHeartbeat: beats.find((one) => one.workerInstanceKey === key) } };
    },
    describeTaskQueue: async ({ taskQueue, taskQueueType }: { taskQueue: { name: string }; taskQueueType: number }) => {
      asked.push(`stats ${taskQueue.name} ${taskQueueType}`);
      if (taskQueue.name !== 'transcode-queue') return { stats: {} };
      return { stats: { approximateBacklogCount: 7, approximateBacklogAge: { seconds: 3, nanos: 5e8 } } };
    },
  };
  const withDeadline = (_deadline: number, work: () => unknown) => work();
  const client = { options: { namespace: 'default' }, workflowService, withDeadline } as unknown as Client;
  return { client, asked };
}

const nobody = { backlog: 0, ageSeconds: 0, inFlight: 0, tasks: 0, busy: 0, slots: null };
const fleet = [
  [beat('w', 'video-tasks', 1, 39), beat('a', 'transcode-queue', 2, 0), beat('b', 'transcode-queue', 1, 1)],
  [beat('c', 'transcode-queue', 2, 0, DRAINING), beat('x', 'somebody-elses', 5, 5)],
];
const expected = {
  workflow: { ...nobody, inFlight: 1, tasks: 1, slots: 40 },
  metadata: nobody,
  transcode: { backlog: 7, ageSeconds: 3.5, inFlight: 3, tasks: 2, busy: 2, slots: 2 },
  transcodeCpu: nobody,
};

it('sees what waits, what runs and who is there, with few questions', async () => {
  const { client, asked } = temporalOf(fleet);
  expect(await observeQueues(client)).toEqual(expected);
  expect(asked.sort()).toEqual([
    'list HeartbeatTime > "TIME" 0',
    'list HeartbeatTime > "TIME" 1',
    'stats metadata-queue 2',
    'stats transcode-cpu-queue 2',
    'stats transcode-queue 2',
    'stats video-tasks 1',
  ]);
});

it('asks for heartbeats one by one, where the list comes without', async () => {
  const { client, asked } = temporalOf(fleet, { bare: true });
  expect(await observeQueues(client)).toEqual(expected);
  expect(asked.filter((question) => question.startsWith('describe'))).toHaveLength(5);
});

it('sees all or nothing', async () => {
  const { client } = temporalOf([]);
  client.workflowService.listWorkers = (() => Promise.reject(new Error('away'))) as never;
  await expect(observeQueues(client)).rejects.toThrow('away');
});

it('does not take silence about what waits for nothing', async () => {
  const { client } = temporalOf([]);
  client.workflowService.describeTaskQueue = (async () => ({ pollers: [] })) as never;
  await expect(observeQueues(client)).rejects.toThrow('does not say what waits in');
});

it('counts workers by what they have, not by the slots that it would fill', async () => {
  const spread = [
    beat('a', 'transcode-queue', 1, 3),
    beat('b', 'transcode-queue', 1, 3),
    beat('c', 'transcode-queue', 0, 4),
  ];
  const { client } = temporalOf([spread]);
  expect((await observeQueues(client)).transcode).toMatchObject({ inFlight: 2, tasks: 3, busy: 2, slots: 4 });
});

it('does not guess at slots that a worker does not know', async () => {
  const { client } = temporalOf([[beat('a', 'transcode-queue', 1, -1)]]);
  expect((await observeQueues(client)).transcode).toMatchObject({ inFlight: 1, tasks: 1, slots: null });
});
