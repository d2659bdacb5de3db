import { Context } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import {
  type DeliverWebhookInput,
  FanoutError,
  newDelivery,
  QUEUES,
  type VideoId,
  videoId,
  WEBHOOK_EVENT_SIGNAL,
  WEBHOOK_WORKFLOW_TYPE,
  type WebhookActivities,
  type WebhookBody,
  type WebhookEvent,
  type WebhookEventType,
  webhookWorkflowId,
  workflowId,
} from '../../services/core/index.ts';
import { listDeliveries, redeliver } from '../../services/temporal/index.ts';
import { server, withJob } from '../support/workflow-server.ts';
import { done, failureOf, handleOf, stubs } from '../support/workflow-stubs.ts';

/* Events of real jobs on a real Temporal server; the receiver is a stub of the activity that asks it. */

const SPEC = { webhook: 'https://hooks.example/in', tenant: 'acme', metadata: { order: '17' } };
const ACCEPTED = { status: 204, error: null, retryAfter: null };
const DOWN = {
  status: 500,
  error: new FanoutError('WEBHOOK_UNDELIVERED', 'The receiver answered 500.').toReport(),
  retryAfter: null,
};

/** A receiver that answers as told, the last answer for ever, with a record of who asked. */
function receiver(...answers: Awaited<ReturnType<WebhookActivities['deliverWebhook']>>[]) {
  const heard: DeliverWebhookInput[] = [];
  const deliverWebhook = async (input: DeliverWebhookInput) => {
    heard.push(input);
    return answers[Math.min(heard.length, answers.length) - 1] ?? ACCEPTED;
  };
  return { deliverWebhook, heard, ids: () => heard.map(({ id }) => id) };
}

const outboxOf = (client: Client, id: VideoId) => client.workflow.getHandle(webhookWorkflowId(id));
const typesOf = async (client: Client, id: VideoId) =>
  (await listDeliveries(client, id)).map(({ type, state }) => `${type} ${state}`);

describe('the events of a job', () => {
  it('are told in order, each once, and it ends with them', async () => {
    const { deliverWebhook, heard } = receiver();
    const test = async (client: Client, job: Parameters<typeof handleOf>[1]) => {
      await handleOf(client, job).result();
      await outboxOf(client, job.videoId).result();
      const bodies = heard.map(({ body }) => JSON.parse(body) as WebhookBody);
      expect(bodies.map(({ type, data }) => [type, data.state, data.hls])).toEqual([
        ['job.started', 'running', null],
        ['job.playable', 'running', 'hls/master.m3u8'],
        ['job.completed', 'completed', 'hls/master.m3u8'],
      ]);
      expect(bodies[2]?.data).toMatchObject({ tenant: 'acme', metadata: { order: '17' }, percent: 100 });
      expect(new Set(heard.map(({ url }) => url))).toEqual(new Set([SPEC.webhook]));
      expect(new Set(heard.map(({ id }) => id)).size).toBe(3);
      const delivered = { state: 'delivered', attempts: 1, lastStatus: 204, lastError: null };
      expect(await listDeliveries(client, job.videoId)).toEqual(
        heard.map(({ id }) => expect.objectContaining({ ...delivered, id, deliveredAt: expect.any(String) })),
      );
      const { bundle } = await server();
      for (const id of [workflowId(job.videoId), webhookWorkflowId(job.videoId)]) {
        const history = await client.workflow.getHandle(id).fetchHistory();
        await Worker.runReplayHistory({ workflowBundle: bundle }, history, id);
      }
      await expect(redeliver(client, job.videoId)).rejects.toMatchObject({ code: 'WEBHOOK_EVENT_NOT_FOUND' });
    };
    await withJob('wh-order', stubs({ deliverWebhook }).activities, test, SPEC);
  });

  it('are nothing at all where no webhook is asked for', async () => {
    const { deliverWebhook, heard } = receiver();
    await withJob('wh-none', stubs({ deliverWebhook }).activities, async (client, job) => {
      await handleOf(client, job).result();
      expect(heard).toEqual([]);
      await expect(outboxOf(client, job.videoId).describe()).rejects.toThrow(WorkflowNotFoundError);
      expect(await listDeliveries(client, job.videoId)).toEqual([]);
      await expect(listDeliveries(client, videoId('nobody'))).rejects.toMatchObject({ code: 'VIDEO_NOT_FOUND' });
      await expect(redeliver(client, job.videoId)).rejects.toMatchObject({ code: 'WEBHOOK_EVENT_NOT_FOUND' });
    });
  });

  it('wait for a receiver that is down, and the job does not', async () => {
    const { deliverWebhook, heard } = receiver(DOWN);
    const test = async (client: Client, job: Parameters<typeof handleOf>[1]) => {
      expect(await handleOf(client, job).result()).toMatchObject({ state: 'completed', degraded: [] });
      await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThan(1);
      const [started, ...others] = await listDeliveries(client, job.videoId);
      expect(started).toMatchObject({ type: 'job.started', state: 'waiting', lastStatus: 500, lastError: DOWN.error });
      expect(Date.parse(started?.nextAttemptAt ?? '')).toBeGreaterThan(Date.now());
      expect(others.map(({ type, state, attempts }) => [type, state, attempts])).toEqual([
        ['job.playable', 'waiting', 0],
        ['job.completed', 'waiting', 0],
      ]);
      expect((await outboxOf(client, job.videoId).describe()).status.name).toBe('RUNNING');
    };
    await withJob('wh-down', stubs({ deliverWebhook }).activities, test, SPEC);
  });

  it('tell why a job failed', async () => {
    const { deliverWebhook, heard } = receiver();
    const { activities } = stubs({
      deliverWebhook,
      extractMetadata: async () => {
        throw ApplicationFailure.create({ type: 'SOURCE_EMPTY', message: 'no bytes', nonRetryable: true });
      },
    });
    const test = async (client: Client, job: Parameters<typeof handleOf>[1]) => {
      await failureOf(client, job);
      await outboxOf(client, job.videoId).result();
      const last = JSON.parse(heard.at(-1)?.body ?? '') as WebhookBody;
      expect(await typesOf(client, job.videoId)).toEqual(['job.started delivered', 'job.failed delivered']);
      expect(last.data).toMatchObject({ state: 'failed', error: { code: 'SOURCE_EMPTY', message: 'no bytes' } });
    };
    await withJob('wh-failed', activities, test, SPEC);
  });

  it('outlive a cancel, which they tell of', async () => {
    let started = 0;
    const { deliverWebhook } = receiver();
    const { activities } = stubs({
      deliverWebhook,
      encodeChunk: async () => {
        started++;
        const context = Context.current();
        const beat = setInterval(() => context.heartbeat(), 50);
        await context.cancelled.finally(() => clearInterval(beat));
        throw new Error('unreachable');
      },
    });
    const test = async (client: Client, job: Parameters<typeof handleOf>[1]) => {
      await expect.poll(() => started, { timeout: 15_000 }).toBeGreaterThan(0);
      await handleOf(client, job).cancel();
      await expect(handleOf(client, job).result()).rejects.toThrow();
      await outboxOf(client, job.videoId).result();
      expect(await typesOf(client, job.videoId)).toEqual(['job.started delivered', 'job.cancelled delivered']);
    };
    await withJob('wh-cancel', activities, test, SPEC);
  });

  it('tell of progress no more often than each ten seconds', async () => {
    const { deliverWebhook, heard } = receiver();
    const { activities } = stubs({
      deliverWebhook,
      encodeChunk: async ({ chunk }) => {
        const ms = [0, 0, 0, 10_500, 11_500][chunk.index] ?? 0;
        const context = Context.current();
        const beat = setInterval(() => context.heartbeat(), 500);
        await context.sleep(ms).finally(() => clearInterval(beat));
        return { ...done, endFrame: chunk.frames.end, damagedFrames: 0 };
      },
    });
    const test = async (client: Client, job: Parameters<typeof handleOf>[1]) => {
      await handleOf(client, job).result();
      await outboxOf(client, job.videoId).result();
      const progress = heard
        .map(({ body }) => JSON.parse(body) as WebhookBody)
        .filter(({ type }) => /progress/.test(type));
      expect(progress).toHaveLength(1);
      expect(progress[0]?.data.percent).toBeGreaterThan(50);
    };
    await withJob('wh-progress', activities, test, SPEC);
  });
});

describe('deliveries', () => {
  let count = 0;
  const event = (type: WebhookEventType): WebhookEvent => ({
    id: `evt_${type}_${count++}`,
    type,
    occurredAt: new Date().toISOString(),
    body: JSON.stringify({ type }),
  });

  /** Starts what delivers, apart from any job. */
  async function start(client: Client, name: string, first: WebhookEvent) {
    const id = videoId(name);
    const handle = await client.workflow.start(WEBHOOK_WORKFLOW_TYPE, {
      workflowId: webhookWorkflowId(id),
      taskQueue: QUEUES.workflow,
      args: [{ videoId: id, url: SPEC.webhook, deliveries: [newDelivery(first)] }],
    });
    return { id, handle, tell: (next: WebhookEvent) => handle.signal(WEBHOOK_EVENT_SIGNAL, next) };
  }

  it('are tried until they succeed, the next event after the one before it', async () => {
    const { deliverWebhook, ids } = receiver(DOWN, DOWN, ACCEPTED);
    await withJob('wh-retry', stubs({ deliverWebhook }).activities, async (client) => {
      const [first, last] = [event('job.started'), event('job.completed')];
      const { id, handle, tell } = await start(client, 'retry', first);
      await tell(last);
      await handle.result();
      expect(ids()).toEqual([first.id, first.id, first.id, last.id]);
      const [delivery] = await listDeliveries(client, id);
      expect(delivery).toMatchObject({ state: 'delivered', attempts: 3, lastStatus: 204, lastError: null });
      const took = Date.parse(delivery?.deliveredAt ?? '') - Date.parse(first.occurredAt);
      expect(took).toBeGreaterThan(6_000);
    });
  });

  it('of progress give way to newer events', async () => {
    const { deliverWebhook, ids } = receiver(DOWN, ACCEPTED);
    await withJob('wh-overtaken', stubs({ deliverWebhook }).activities, async (client) => {
      const [some, more, last] = [event('job.progress'), event('job.progress'), event('job.completed')];
      const { id, handle, tell } = await start(client, 'overtaken', some);
      await expect.poll(ids, { timeout: 10_000 }).toEqual([some.id]);
      await tell(more);
      await tell(last);
      await handle.result();
      expect(ids().filter((heard) => heard === some.id)).toHaveLength(1);
      expect(ids().at(-1)).toBe(last.id);
      expect((await typesOf(client, id))[0]).toBe('job.progress dropped');
      expect((await typesOf(client, id))[2]).toBe('job.completed delivered');
    });
  });

  it('are given up at once where the receiver wants no more', async () => {
    const gone = { ...DOWN, status: 410, error: new FanoutError('WEBHOOK_GONE', 'no').toReport() };
    const { deliverWebhook, ids } = receiver(gone);
    await withJob('wh-gone', stubs({ deliverWebhook }).activities, async (client) => {
      const only = event('job.failed');
      const { id, handle } = await start(client, 'gone', only);
      await handle.result();
      expect(ids()).toEqual([only.id]);
      expect(await typesOf(client, id)).toEqual(['job.failed given-up']);
    });
  });

  it('survive a worker that is lost in the middle', async () => {
    let attempts = 0;
    const deliverWebhook = async () => {
      if (++attempts === 1) throw new Error('lost');
      return ACCEPTED;
    };
    await withJob('wh-lost', stubs({ deliverWebhook }).activities, async (client) => {
      const { id, handle } = await start(client, 'lost', event('job.completed'));
      await handle.result();
      expect(await listDeliveries(client, id)).toEqual([expect.objectContaining({ state: 'delivered', attempts: 2 })]);
    });
  });

  it('are made again on demand, under the same id, while others wait and when all is over', async () => {
    const { deliverWebhook, heard, ids } = receiver(DOWN, DOWN, DOWN, ACCEPTED);
    await withJob('wh-again', stubs({ deliverWebhook }).activities, async (client) => {
      const [first, last] = [event('job.started'), event('job.completed')];
      const { id, handle, tell } = await start(client, 'again', first);
      // The third attempt is due six seconds from the first, the fourth after fourteen.
      await expect.poll(() => heard.length, { timeout: 15_000 }).toBe(3);
      const asked = Date.now();
      expect(await redeliver(client, id)).toEqual([first.id]);
      await expect.poll(() => heard.length, { timeout: 5_000 }).toBe(4);
      expect(Date.now() - asked).toBeLessThan(5_000);
      await expect(redeliver(client, id, 'evt_nobody')).rejects.toMatchObject({ code: 'WEBHOOK_EVENT_NOT_FOUND' });
      await tell(last);
      await handle.result();
      await expect(redeliver(client, id, 'evt_nobody')).rejects.toMatchObject({ code: 'WEBHOOK_EVENT_NOT_FOUND' });
      await expect(redeliver(client, id)).rejects.toMatchObject({ code: 'WEBHOOK_EVENT_NOT_FOUND' });
      expect(await redeliver(client, id, first.id)).toEqual([first.id]);
      await client.workflow.getHandle(webhookWorkflowId(id)).result();
      expect(ids()).toEqual([...Array(4).fill(first.id), last.id, first.id]);
      expect(new Set(heard.filter((input) => input.id === first.id).map(({ body }) => body))).toEqual(
        new Set([first.body]),
      );
      expect(await listDeliveries(client, id)).toEqual([
        expect.objectContaining({ id: first.id, state: 'delivered', attempts: 5 }),
        expect.objectContaining({ id: last.id, state: 'delivered', attempts: 1 }),
      ]);
    });
  });
});
