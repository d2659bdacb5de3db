import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import {
  ADMISSIONS_QUERY,
  type Admissions,
  QUEUES,
  TENANT_WORKFLOW_TYPE,
  tenantWorkflowId,
  type VideoId,
  type VideoJob,
  videoId,
  workflowId,
} from '../../services/core/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import {
  cancelJob,
  pauseJob,
  prioritizeJob,
  readJob,
  readyNamespace,
  resumeJob,
  startJob,
} from '../../services/temporal/index.ts';
import { server } from '../support/workflow-server.ts';
import { stubs } from '../support/workflow-stubs.ts';

/* How many jobs of a tenant run at once. A real server, real workflows; encoding is a stub that waits until it is let go. */

interface Tenants {
  readonly client: Client;
  readonly submit: (name: string, how?: { priority?: number; runningJobs?: number }) => Promise<VideoId>;
  /** Names of jobs in the order in which they were begun. */
  readonly begun: string[];
  readonly open: (name: string) => void;
  readonly ended: (id: VideoId) => Promise<unknown>;
}

async function withTenants(namespace: string, test: (tenants: Tenants) => Promise<void>): Promise<void> {
  const { address, bundle, connection, clientConnection } = await server();
  await readyNamespace({ address, namespace });
  const client = new Client({ connection: clientConnection, namespace });
  const begun: string[] = [];
  const opened = new Set<string>();
  const { activities } = stubs();
  const held: typeof activities = {
    ...activities,
    extractMetadata: async (place) => {
      const name = 'key' in place ? (place.key.split('/')[0] ?? '') : '';
      begun.push(name);
      while (!opened.has(name)) await new Promise((resolve) => setTimeout(resolve, 20));
      return activities.extractMetadata(place);
    },
  };
  const create = (taskQueue: string, options: object) =>
    Worker.create({ connection, namespace, taskQueue, ...options });
  const workers = await Promise.all([
    create(QUEUES.workflow, { workflowBundle: bundle }),
    create(QUEUES.metadata, { activities: held }),
    create(QUEUES.transcode, { activities: held }),
  ]);
  const running = workers.map((worker) => worker.run());
  const submit: Tenants['submit'] = async (name, { priority = 3, runningJobs = 2 } = {}) => {
    const job: VideoJob = {
      videoId: videoId(name),
      source: { bucket: 'videos', key: `${name}/source`, name },
      spec: parseJobSpec({ tenant: 'acme', priority, measure: false, poster: false, storyboard: false }),
      ownsSource: false,
    };
    await startJob(client, job, { weight: 1, runningJobs });
    return job.videoId;
  };
  const ended = (id: VideoId) => client.workflow.getHandle(workflowId(id)).result();
  const open = (name: string) => void opened.add(name);
  try {
    await test({ client, submit, begun, open, ended });
  } finally {
    for (const name of begun) open(name);
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  }
}

const gate = (client: Client) => client.workflow.getHandle(tenantWorkflowId('acme'));
const waiting = async (client: Client) =>
  (await gate(client).query<Admissions>(ADMISSIONS_QUERY)).waiting.map((job) => job.videoId as string);
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000, interval: 30 });

it('no more than may run at once; the others are queued, can be moved, paused and cancelled, and come in their turn', () =>
  withTenants('tenants-turns', async ({ client, submit, begun, open, ended }) => {
    for (const name of ['a', 'b']) await submit(name);
    await eventually(() => begun.length).toBe(2);
    for (const [n, name] of ['c', 'd', 'e', 'f'].entries()) {
      await submit(name);
      await eventually(() => waiting(client)).toHaveLength(n + 1);
    }
    expect(new Set(begun)).toEqual(new Set(['a', 'b']));
    expect((await readJob(client, videoId('c'))).state).toBe('queued');

    await prioritizeJob(client, videoId('f'), 1);
    await pauseJob(client, videoId('c'));
    expect((await readJob(client, videoId('c'))).state).toBe('paused');
    await cancelJob(client, videoId('d'));
    await expect(ended(videoId('d'))).rejects.toThrow();
    expect((await readJob(client, videoId('d'))).state).toBe('cancelled');
    await eventually(() => waiting(client)).toEqual(['e', 'f']);

    open('a');
    await ended(videoId('a'));
    await eventually(() => begun.slice(2)).toEqual(['f']);
    await resumeJob(client, videoId('c'));
    for (const name of ['b', 'c', 'e', 'f']) open(name);
    await Promise.all(['b', 'c', 'e', 'f'].map((name) => ended(videoId(name))));
    await expect(gate(client).result(), 'nobody is left').resolves.toBeUndefined();
  }));

it('a paused job gives up its place, and waits for one again', () =>
  withTenants('tenants-pause', async ({ client, submit, begun, open, ended }) => {
    await submit('first', { runningJobs: 1 });
    await eventually(() => begun).toEqual(['first']);
    await submit('second', { runningJobs: 1 });
    await eventually(() => waiting(client)).toEqual(['second']);
    const paused = pauseJob(client, videoId('first'));
    open('first');
    await paused;
    await eventually(() => begun).toContain('second');
    await resumeJob(client, videoId('first'));
    await eventually(() => waiting(client)).toEqual(['first']);
    open('second');
    await Promise.all([ended(videoId('first')), ended(videoId('second'))]);
  }));

it('the place of a job that was ended from outside is given to the next', () =>
  withTenants('tenants-gone', async ({ client, submit, open, ended }) => {
    const before: Admissions = { limit: 1, running: [videoId('gone')], waiting: [] };
    await client.workflow.start(TENANT_WORKFLOW_TYPE, {
      workflowId: tenantWorkflowId('acme'),
      taskQueue: QUEUES.workflow,
      args: [before, 300],
    });
    open('next');
    await ended(await submit('next', { runningJobs: 1 }));
  }));

it('jobs of a tenant without a limit ask nobody', () =>
  withTenants('tenants-free', async ({ client, open, ended }) => {
    open('free');
    const job: VideoJob = {
      videoId: videoId('free'),
      source: { bucket: 'videos', key: 'free/source', name: 'free' },
      spec: parseJobSpec({ tenant: 'acme' }),
      ownsSource: false,
    };
    await startJob(client, job);
    await ended(job.videoId);
    await expect(gate(client).describe()).rejects.toThrow(/not found/i);
  }));
