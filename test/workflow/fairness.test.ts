import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { QUEUES, type VideoJob, videoId, workflowId } from '../../services/core/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import { readyNamespace, startJob } from '../../services/temporal/index.ts';
import { server } from '../support/workflow-server.ts';
import { slowStubs } from '../support/workflow-stubs.ts';

/* In which order a single slot works off what many tenants want of it. A real server, real queues; encoding is a stub. */

interface Slot {
  readonly submit: (name: string, tenant: string, how?: { priority?: number; weight?: number }) => Promise<void>;
  /** Names of jobs in the order in which their chunks were begun. */
  readonly begun: string[];
  readonly ended: (name: string) => Promise<unknown>;
}

/** @param chunkMs what a chunk takes */
async function withOneSlot(namespace: string, chunkMs: number, test: (slot: Slot) => Promise<void>): Promise<void> {
  const { address, bundle, connection, clientConnection } = await server();
  await readyNamespace({ address, namespace });
  const client = new Client({ connection: clientConnection, namespace });
  const { activities, begun } = slowStubs(() => chunkMs);
  const create = (taskQueue: string, options: object) =>
    Worker.create({ connection, namespace, taskQueue, ...options });
  const workers = await Promise.all([
    create(QUEUES.workflow, { workflowBundle: bundle }),
    create(QUEUES.metadata, { activities }),
    create(QUEUES.transcode, { activities, maxConcurrentActivityTaskExecutions: 1 }),
  ]);
  const running = workers.map((worker) => worker.run());
  const submit: Slot['submit'] = async (name, tenant, { priority = 3, weight = 1 } = {}) => {
    const job: VideoJob = {
      videoId: videoId(name),
      source: { bucket: 'videos', key: `${name}/source`, name },
      spec: parseJobSpec({ tenant, priority, measure: false, poster: false, storyboard: false }),
      ownsSource: false,
    };
    await startJob(client, job, { weight });
  };
  const ended = (name: string) => client.workflow.getHandle(workflowId(videoId(name))).result();
  try {
    await test({ submit, begun, ended });
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  }
}

it('a tenant with many jobs does not starve one with one', () =>
  withOneSlot('fair-many', 20, async ({ submit, begun, ended }) => {
    for (let n = 0; n < 60; n++) await submit(`many-${n}`, 'many');
    await expect.poll(() => begun.length, { timeout: 20_000, interval: 20 }).toBeGreaterThan(10);
    await submit('single', 'single');
    await ended('single');
    // From its first chunk to its last, which waited together: in turns, one of theirs for each of its own. How long its
    // planning takes is the machine's affair.
    const waiting = begun.slice(begun.indexOf('single'), begun.lastIndexOf('single') + 1);
    const mine = waiting.filter((name) => name === 'single').length;
    expect(begun.length, 'chunks begun while the others still had some').toBeLessThan(300);
    expect(waiting.length - mine).toBeLessThanOrEqual(2 * mine);
  }));

it(
  'three tenants of twenty jobs take turns',
  () =>
    withOneSlot('fair-three', 10, async ({ submit, begun, ended }) => {
      const tenants = ['a', 'b', 'c'];
      // One after the other, as three back catalogues would come.
      for (const tenant of tenants) for (let n = 0; n < 20; n++) await submit(`${tenant}-${n}`, tenant);
      await Promise.all(tenants.flatMap((tenant) => Array.from({ length: 20 }, (_, n) => ended(`${tenant}-${n}`))));
      const order = begun.map((name) => name[0]).join('');
      console.log(`order in which 3 tenants' 60 jobs ran, by chunk:\n${order.replace(/(.{100})/g, '$1\n')}`);
      expect(order).toHaveLength(300);
      // While all of them have work waiting, none has much more of any stretch than its share.
      const middle = order.slice(100, 200);
      for (const tenant of tenants) {
        const share = middle.split(tenant).length - 1;
        expect(share, `${tenant} of 100`).toBeGreaterThan(15);
      }
    }),
  120_000,
);

it('a premium job starts within two chunks of a back catalogue', () =>
  withOneSlot('fair-premium', 1_000, async ({ submit, begun }) => {
    for (let n = 0; n < 10; n++) await submit(`back-${n}`, 'one', { priority: 4 });
    await expect.poll(() => begun.length, { timeout: 20_000, interval: 20 }).toBeGreaterThan(2);
    const before = begun.length;
    await submit('premium', 'one', { priority: 1 });
    await expect.poll(() => begun.includes('premium'), { timeout: 10_000, interval: 20 }).toBe(true);
    expect(begun.indexOf('premium') - before).toBeLessThanOrEqual(2);
  }));

it(
  'a tenant of twice the weight gets twice the turns',
  () =>
    withOneSlot('fair-weights', 10, async ({ submit, begun, ended }) => {
      const weights = { a: 1, b: 1, c: 2 };
      for (const [tenant, weight] of Object.entries(weights)) {
        for (let n = 0; n < 20; n++) await submit(`${tenant}-${n}`, tenant, { weight });
      }
      await Promise.all(Array.from({ length: 20 }, (_, n) => ended(`c-${n}`)));
      const order = begun.map((name) => name[0]).join('');
      // While all of them have work waiting.
      const middle = order.slice(60, 140);
      console.log(`weights 1, 1 and 2, by chunk:\n${middle}`);
      const turns = (tenant: string) => middle.split(tenant).length - 1;
      expect(turns('c')).toBeGreaterThan(1.4 * turns('a'));
      expect(turns('c')).toBeGreaterThan(1.4 * turns('b'));
    }),
  120_000,
);
