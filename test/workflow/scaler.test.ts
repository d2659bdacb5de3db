import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { fleetSchema } from '../../services/api/index.ts';
import { QUEUES, type VideoJob, videoId } from '../../services/core/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import { observeQueues } from '../../services/scaler/observe.ts';
import { readFleet, readyNamespace, startJob, WORKER_IDENTITY } from '../../services/temporal/index.ts';
import { server } from '../support/workflow-server.ts';
import { stubs } from '../support/workflow-stubs.ts';

/* What the scaler sees of a real server: jobs of the real workflow, workers with stubs. */

const NAMESPACE = 'wf-scaler';
const JOBS = 5;
const SLOTS = 2;
/** Temporal counts every five seconds; workers tell of themselves every second here. */
const SOON = { timeout: 20_000, interval: 500 };

it('work that waits with nobody there, then work in hand, then neither', async () => {
  const { address, bundle, connection, clientConnection } = await server();
  await readyNamespace({ address, namespace: NAMESPACE });
  const client = new Client({ connection: clientConnection, namespace: NAMESPACE });
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const { activities } = stubs();
  const { offerEncoder } = activities;
  const holding = { ...activities, offerEncoder: () => held.then(offerEncoder) };
  const create = (taskQueue: string, options: object) =>
    Worker.create({ connection, namespace: NAMESPACE, taskQueue, ...options });
  const see = async () => (await observeQueues(client)).transcode;
  const workers = await Promise.all([
    create(QUEUES.workflow, { workflowBundle: bundle }),
    create(QUEUES.metadata, { activities }),
  ]);
  const running = workers.map((worker) => worker.run());
  try {
    const jobs = Array.from({ length: JOBS }, async (_, n) => {
      const job: VideoJob = {
        videoId: videoId(`scaled-${n}`),
        source: { bucket: 'videos', key: `scaled-${n}/source`, name: 'film.mp4' },
        spec: parseJobSpec({}),
        ownsSource: false,
      };
      await startJob(client, job, { weight: 1 });
    });
    await Promise.all(jobs);
    // Each asks for an encoder first.
    await expect.poll(see, SOON).toMatchObject({ backlog: JOBS, inFlight: 0, tasks: 0, slots: null });
    expect((await see()).ageSeconds).toBeGreaterThan(0);

    const transcode = await create(QUEUES.transcode, {
      activities: holding,
      maxConcurrentActivityTaskExecutions: SLOTS,
    });
    workers.push(transcode);
    running.push(transcode.run());
    await expect.poll(see, SOON).toMatchObject({ backlog: JOBS - SLOTS, inFlight: SLOTS, tasks: 1, slots: SLOTS });
    const { workflow, metadata } = await observeQueues(client);
    expect([workflow, metadata]).toMatchObject([{ tasks: 1 }, { tasks: 1 }]);
    const fleet = await readFleet(client);
    expect(fleetSchema.parse(fleet)).toEqual(fleet);
    expect(fleet.queues.find(({ name }) => name === QUEUES.transcode)).toMatchObject({
      backlog: JOBS - SLOTS,
      workers: 1,
      busy: 1,
      wanted: Math.ceil(JOBS / SLOTS),
    });
    expect(fleet.workers.map(({ queue }) => queue)).toEqual([QUEUES.metadata, QUEUES.transcode, QUEUES.workflow]);
    expect(fleet.workers[1]).toMatchObject({ id: WORKER_IDENTITY, state: 'running', inFlight: SLOTS, slots: SLOTS });
    expect(Date.parse(fleet.workers[1]?.startedAt ?? '')).toBeLessThan(Date.now());
    expect(fleet.workers[1]?.heardSeconds).toBeLessThan(10);

    letGo();
    await expect.poll(see, { ...SOON, timeout: 30_000 }).toMatchObject({ backlog: 0, inFlight: 0, tasks: 1 });
    transcode.shutdown();
    await expect.poll(see, SOON).toMatchObject({ tasks: 0, slots: null });
  } finally {
    letGo();
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all(running);
  }
});
