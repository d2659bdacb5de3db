import type { Client } from '@temporalio/client';
import { afterEach, expect, it } from 'vitest';
import { Autoscaler } from '../../../services/cli/autoscaler.ts';
import type { HealthAnswer } from '../../../services/cli/health-check.ts';
import { localScaling } from '../../../services/cli/local-scaling.ts';
import type { LocalWorker } from '../../../services/cli/local-worker.ts';
import { QUEUES } from '../../../services/core/index.ts';

/* Who comes and who leaves: stubs of the workers and of Temporal. */

const scaling = {
  ...localScaling({ FANOUT_SCALE_TRANSCODE_MAX: '8', FANOUT_SCALE_COOLDOWN_SECONDS: '0' }, null),
  everySeconds: 0.01,
};
const busy = (inFlight: number): HealthAnswer => ({ status: 'ok', inFlight, slots: 2 });

let autoscaler: Autoscaler | undefined;
afterEach(() => autoscaler?.stop());

/** @param healths of the transcode workers at the start, the oldest first; those that come later are idle */
function scale(backlog: number | Error, healths: readonly (HealthAnswer | null)[], start = async () => {}) {
  const lines: string[] = [];
  const ended: number[] = [];
  let workers: LocalWorker[] = [];
  const add = (health: HealthAnswer | null) => {
    const n = workers.length;
    workers = [...workers, { name: 'transcode', n, health: async () => health } as never];
  };
  healths.forEach(add);
  const describeTaskQueue = async ({ taskQueue }: { taskQueue: { name: string } }) => {
    if (backlog instanceof Error) throw backlog;
    return { stats: { approximateBacklogCount: taskQueue.name === QUEUES.transcode ? backlog : 0 } };
  };
  autoscaler = new Autoscaler({
    workers: {
      named: (name) => (name === 'transcode' ? workers : [{ health: async () => busy(0) } as never]),
      start: async () => {
        await start();
        add(busy(0));
      },
      end: async (worker) => {
        ended.push((worker as unknown as { n: number }).n);
        workers = workers.filter((one) => one !== worker);
      },
    },
    scaling,
    client: {
      options: { namespace: 'default' },
      workflowService: { describeTaskQueue },
      withDeadline: (_deadline: number, work: () => unknown) => work(),
    } as unknown as Client,
    say: (line) => lines.push(line),
  });
  const settled = () => new Promise((resolve) => setTimeout(resolve, 100));
  return { lines, ended, count: () => workers.length, settled };
}

it('as many come as there is work for', async () => {
  const { lines, count, settled } = scale(9, [busy(2)]);
  await settled();
  expect(count()).toBe(6);
  expect(lines[0]).toBe('Workers for transcode-queue: 6 instead of 1 (backlog 9, 2 in flight).');
});

it('the youngest of the idle leave, and nobody else', async () => {
  const sick: HealthAnswer = { status: 'unhealthy', inFlight: 0 };
  const { lines, ended, count, settled } = scale(0, [busy(0), busy(1), busy(0), null, sick, busy(1)]);
  await settled();
  expect(ended).toEqual([2, 0]);
  expect(count()).toBe(4);
  expect(lines).toEqual([
    'Workers for transcode-queue: 5 instead of 6, an idle one leaves (backlog 0, 2 in flight).',
    'Workers for transcode-queue: 4 instead of 5, an idle one leaves (backlog 0, 2 in flight).',
  ]);
});

it('nobody comes or leaves while Temporal does not answer', async () => {
  const { lines, count, settled } = scale(new Error('away'), [busy(0), busy(0), busy(0)]);
  await settled();
  expect(count()).toBe(3);
  expect(lines).toEqual([]);
});

it('one that does not start is tried again', async () => {
  let failures = 0;
  const { lines, count, settled } = scale(3, [busy(1)], async () => {
    if (failures++ === 0) throw new Error('The transcode worker ended with exit code 1.');
  });
  await settled();
  expect(count()).toBe(2);
  expect(lines[1]).toBe('There could not be more workers: The transcode worker ended with exit code 1.');
  expect(lines[2]).toBe('Workers for transcode-queue: 2 instead of 1 (backlog 3, 1 in flight).');
});
