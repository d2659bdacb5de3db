import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import pino from 'pino';
import { expect, it } from 'vitest';
import { QUEUES, type VideoJob, videoId } from '../../services/core/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import { readyNamespace, startJob } from '../../services/temporal/index.ts';
import { ProtectionAgent } from '../../services/temporal/task-protection/agent.ts';
import { TaskProtection } from '../../services/temporal/task-protection/protection.ts';
import { startEcsAgentStub } from '../support/ecs-agent-stub.ts';
import { recordingMeter } from '../support/recorded-metrics.ts';
import { server } from '../support/workflow-server.ts';
import { handleOf, stubs } from '../support/workflow-stubs.ts';

/* A worker's attempts as a real server hands them out, and a stub of ECS's agent with recorded answers. */

const NAMESPACE = 'wf-protection';
/** More than a chunk takes to follow another on a machine that is busy. */
const IDLE_MS = 3_000;
const LONG = { timeout: 30_000, interval: 50 };

it('a task is protected while chunks run, through pauses between them, and let go after the job', async () => {
  const { address, bundle, connection, clientConnection } = await server();
  await readyNamespace({ address, namespace: NAMESPACE });
  const client = new Client({ connection: clientConnection, namespace: NAMESPACE });
  const stub = await startEcsAgentStub();
  const { values, meter } = recordingMeter();
  const protection = new TaskProtection({
    agent: new ProtectionAgent(stub.uri),
    logger: pino({ level: 'silent' }),
    meter,
    timing: { idleMs: IDLE_MS, refreshMs: 60_000, retryMs: 1_000 },
  });
  const { activities } = stubs();
  let letGo = () => {};
  let chunks = 0;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const encodeChunk: typeof activities.encodeChunk = async (input) => {
    // The first attempt at each fails, and is tried again after a pause.
    if (chunks++ === 0) throw new Error('tried again');
    await held;
    return activities.encodeChunk(input);
  };
  const create = (taskQueue: string, options: object) =>
    Worker.create({ connection, namespace: NAMESPACE, taskQueue, ...options });
  const workers = await Promise.all([
    create(QUEUES.workflow, { workflowBundle: bundle }),
    create(QUEUES.metadata, { activities: { ...activities } }),
    create(QUEUES.transcode, {
      activities: { ...activities, encodeChunk },
      interceptors: { activity: [protection.interceptor] },
    }),
  ]);
  const running = workers.map((worker) => worker.run());
  const job = (name: string): VideoJob => ({
    videoId: videoId(name),
    source: { bucket: 'videos', key: `${name}/source`, name: 'film.mp4' },
    spec: parseJobSpec({}),
    ownsSource: false,
  });
  try {
    await startJob(client, job('protected'));
    await expect.poll(() => chunks, LONG).toBeGreaterThan(0);
    await expect.poll(() => values.fanout_task_protected, LONG).toBe(1);
    letGo();
    await handleOf(client, job('protected')).result();
    expect(stub.wanted()).toEqual([true]);
    await expect.poll(() => values.fanout_task_protected, LONG).toBe(0);
    expect(stub.wanted()).toEqual([true, false]);

    await startJob(client, job('protected-again'));
    await handleOf(client, job('protected-again')).result();
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
    // The worker leaves before it has been idle for long.
    expect(stub.wanted()).toEqual([true, false, true]);
    await protection.stop();
    expect(stub.wanted()).toEqual([true, false, true, false]);
  } finally {
    letGo();
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.allSettled(running);
    await stub.stop();
  }
});
