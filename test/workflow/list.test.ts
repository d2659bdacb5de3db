import { Client, Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { jobListSchema } from '../../services/api/index.ts';
import { QUEUES, type VideoJob, videoId, workflowId } from '../../services/core/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import {
  cancelJob,
  type ListWish,
  listJobPage,
  listJobs,
  openJobs,
  readyNamespace,
  restartJob,
  startJob,
} from '../../services/temporal/index.ts';
import { server } from '../support/workflow-server.ts';

/* What is known of jobs without asking each. */

/** The newest first: the order of their ends and, of those that have none, of their starts. */
const NAMES = ['open-2', 'open-1', 'again', 'long', 'cancelled', 'done-2', 'done-1'] as const;
const HOSTILE = "open-1 O'Brien <b>\u001b[2J 100%.mp4";

let client: Client;

function job(id: string, name: string, tenant = 'default'): VideoJob {
  return {
    videoId: videoId(id),
    source: { bucket: 'videos', key: `${id}/source`, name },
    spec: parseJobSpec({ tenant }),
    ownsSource: true,
  };
}

beforeAll(async () => {
  const { address, clientConnection, connection } = await server();
  const namespace = 'list';
  await readyNamespace({ address, namespace });
  client = new Client({ connection: clientConnection, namespace });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: QUEUES.workflow,
    workflowsPath: new URL('../support/listed-workflow.ts', import.meta.url).pathname,
  });
  await worker.runUntil(async () => {
    const ended = (id: string) => client.workflow.getHandle(workflowId(videoId(id))).result();
    await startJob(client, job('again', 'open until it is ended'));
    for (const id of ['done-1', 'done-2', 'cancelled', 'long'] as const) {
      await startJob(client, job(id, `${id}.mp4`, id.startsWith('done') ? 'acme' : 'default'));
      if (id === 'cancelled') await cancelJob(client, videoId(id));
      await ended(id).catch(() => null);
    }
    // Failed once, and completed in another run.
    await client.workflow.getHandle(workflowId(videoId('again'))).terminate();
    await restartJob(client, job('again', 'again.mp4'));
    await ended('again');
    await startJob(client, job('open-1', HOSTILE));
    await startJob(client, job('open-2', 'open-2.mp4', 'acme'));
  });
  // Visibility comes a little late.
  await vi.waitFor(async () => {
    const open = (await listJobs(client, 100)).map(({ closedAt }) => closedAt === null);
    expect(open).toEqual([true, true, false, false, false, false, false]);
  }, 20_000);
}, 60_000);

/** All pages of a list, by id. */
async function pages(wish: ListWish): Promise<string[][]> {
  const found: string[][] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listJobPage(client, { ...wish, cursor });
    found.push(page.jobs.map((listed) => listed.videoId));
    cursor = page.nextCursor;
  }
  return found;
}

describe('the list of jobs', () => {
  it('has each job once, as its newest run is, in the order of what happened last', async () => {
    const { jobs, nextCursor } = await listJobPage(client, { limit: 100 });
    expect(jobs.map(({ videoId: id, state, tenant, name }) => [id, state, tenant, name])).toEqual([
      ['open-2', 'running', 'acme', 'open-2.mp4'],
      ['open-1', 'running', 'default', HOSTILE],
      ['again', 'completed', 'default', 'again.mp4'],
      ['long', 'completed', 'default', 'long.mp4'],
      ['cancelled', 'cancelled', 'default', 'cancelled.mp4'],
      ['done-2', 'completed', 'acme', 'done-2.mp4'],
      ['done-1', 'completed', 'acme', 'done-1.mp4'],
    ]);
    expect(nextCursor).toBeNull();
    expect(jobListSchema.parse({ jobs, nextCursor })).toEqual({ jobs, nextCursor });
  });

  it.each([1, 2, 3])('is the same in pages of %i', async (limit) => {
    const found = await pages({ limit });
    expect(found.flat()).toEqual(NAMES);
    expect(Math.max(...found.map((page) => page.length))).toBe(limit);
  });

  it('has those of one state, where what followed on a failure counts', async () => {
    expect((await pages({ limit: 10, state: 'running' })).flat()).toEqual(['open-2', 'open-1']);
    expect((await pages({ limit: 10, state: 'cancelled' })).flat()).toEqual(['cancelled']);
    expect((await pages({ limit: 10, state: 'failed' })).flat()).toEqual([]);
    expect((await pages({ limit: 1, state: 'completed' })).flat()).toEqual(['again', 'long', 'done-2', 'done-1']);
  });

  it('has those of one tenant, also of runs that went on in another', async () => {
    expect((await pages({ limit: 2, tenant: 'acme' })).flat()).toEqual(['open-2', 'done-2', 'done-1']);
    expect((await pages({ limit: 10, tenant: 'default' })).flat()).toContain('long');
    expect(await openJobs(client, 'acme')).toEqual(['open-2']);
    await expect(listJobPage(client, { limit: 1, tenant: "x' OR 'a' = 'a" })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
  });

  it.each([
    ["o'brien", ['open-1']],
    ['100%', ['open-1']],
    ['DONE', ['done-2', 'done-1']],
    ["' OR WorkflowType != '", []],
  ])('is searched for %j', async (q, found) => {
    expect((await pages({ limit: 2, q })).flat()).toEqual(found);
  });

  it.each([1, 2, 3])('is searched in parts of %i, of which some have nothing', async (searched) => {
    const found: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await listJobPage(client, { limit: 2, q: 'done', cursor }, searched);
      found.push(...page.jobs.map(({ videoId: id }) => id));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(['done-2', 'done-1']);
  });

  it('goes on in the middle of what a search has found', async () => {
    const nothing = await listJobPage(client, { limit: 1, q: 'nothing is called so' });
    expect(nothing).toEqual({ jobs: [], nextCursor: null });
    const found = await pages({ limit: 1, q: 'o' });
    expect(found.map((page) => page.length)).toEqual([1, 1, 1, 1, 1]);
    expect(found.flat()).toEqual(['open-2', 'open-1', 'long', 'done-2', 'done-1']);
  });

  it('takes no cursor that it did not give, nor that of another list', async () => {
    const { nextCursor } = await listJobPage(client, { limit: 1 });
    if (nextCursor === null) throw new Error('there is a second page');
    const forged = { ...JSON.parse(Buffer.from(nextCursor, 'base64url').toString()), token: 'AAAA' };
    for (const cursor of ['x', 'e30', 'bnVsbA']) {
      await expect(listJobPage(client, { limit: 1, cursor })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    }
    await expect(listJobPage(client, { limit: 1, cursor: nextCursor, tenant: 'acme' })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
    // One that is ours by its looks only goes to the server, which is not asked ten times here as it is elsewhere.
    const connection = await Connection.connect({ address: (await server()).address, interceptors: [] });
    onTestFinished(() => connection.close());
    const impatient = new Client({ connection, namespace: 'list' });
    const cursor = Buffer.from(JSON.stringify(forged)).toString('base64url');
    // It lists only so many times a second, which an impatient client is told.
    await vi.waitFor(
      () => expect(listJobPage(impatient, { limit: 1, cursor })).rejects.toMatchObject({ code: 'REQUEST_INVALID' }),
      5_000,
    );
  });
});
