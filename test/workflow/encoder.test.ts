import { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EncoderOffer, QUEUES } from '../../services/core/index.ts';
import { readyNamespace } from '../../services/temporal/index.ts';
import type { EncoderActivities } from '../support/encoder-workflow.ts';
import { server } from '../support/workflow-server.ts';

/* Where a job goes to be encoded: a real Temporal server, workers with stubs on the queues that the case has. */

const NAMESPACE = 'wf-encoder';
const codecs = ['h264', 'hevc', 'av1'] as const;
const card: EncoderOffer = { version: '7.1.5', software: codecs, nvenc: ['h264'] };
const cpu: EncoderOffer = { ...card, nvenc: [] };

let workflowBundle: Awaited<ReturnType<typeof bundleWorkflowCode>>;
beforeAll(async () => {
  const workflowsPath = new URL('../support/encoder-workflow.ts', import.meta.url).pathname;
  const quiet = () => {};
  const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
  workflowBundle = await bundleWorkflowCode({ workflowsPath, logger });
  await readyNamespace({ address: (await server()).address, namespace: NAMESPACE });
}, 60_000);

const gpuFailure = (type: string) =>
  ApplicationFailure.create({ type, message: 'the card says no', nonRetryable: true });
const encode: EncoderActivities['encode'] = async (nvenc) => (nvenc.length > 0 ? 'nvenc' : 'software');

/** @param queues what workers there are, by queue; those of a function come when it is called */
async function run(
  name: string,
  queues: Readonly<Record<string, EncoderActivities>>,
  patience: { answerMs: number; silenceMs: number },
  later?: () => Promise<Readonly<Record<string, EncoderActivities>>>,
): Promise<string[]> {
  const { connection, clientConnection } = await server();
  const common = { connection, namespace: NAMESPACE };
  const taskQueue = `workflows-${name}`;
  const workers = [await Worker.create({ ...common, taskQueue, workflowBundle })];
  const add = async (more: Readonly<Record<string, EncoderActivities>>) => {
    for (const [queue, activities] of Object.entries(more)) {
      workers.push(await Worker.create({ ...common, taskQueue: queue, activities: { ...activities } }));
    }
  };
  await add(queues);
  const running = workers.map((worker) => worker.run());
  try {
    const client = new Client({ connection: clientConnection, namespace: NAMESPACE });
    const handle = await client.workflow.start('EncoderWorkflow', {
      workflowId: `encoder-${name}`,
      taskQueue,
      args: [patience],
    });
    if (later) {
      const before = workers.length;
      await add(await later());
      running.push(...workers.slice(before).map((worker) => worker.run()));
    }
    return (await handle.result()) as string[];
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  }
}

const LONG = { answerMs: 60_000, silenceMs: 60_000 };
const { transcode, transcodeCpu } = QUEUES;

describe('where a job is encoded', () => {
  it('is transcode-queue, at once, with what its workers offer', async () => {
    const started = Date.now();
    expect(await run('local', { [transcode]: { offerEncoder: async () => cpu, encode } }, LONG)).toEqual([
      `${transcode}: software`,
    ]);
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(await run('card', { [transcode]: { offerEncoder: async () => card, encode } }, LONG)).toEqual([
      `${transcode}: nvenc`,
    ]);
  });

  it('is transcode-cpu-queue when nobody answers on transcode-queue', async () => {
    const patience = { answerMs: 1_000, silenceMs: 60_000 };
    expect(await run('nobody', { [transcodeCpu]: { offerEncoder: async () => cpu, encode } }, patience)).toEqual([
      `${transcodeCpu}: software`,
    ]);
  });

  it('is transcode-queue all the same when nobody is anywhere, and somebody comes there late', async () => {
    const patience = { answerMs: 500, silenceMs: 60_000 };
    const later = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      return { [transcode]: { offerEncoder: async () => card, encode } };
    };
    expect(await run('late', {}, patience, later)).toEqual([`${transcode}: nvenc`]);
  });

  it.each(['GPU_UNAVAILABLE', 'GPU_BUSY', 'GPU_UNSUPPORTED'])('falls back to processors on %s', async (code) => {
    const failing = async () => {
      throw gpuFailure(code);
    };
    const queues = {
      [transcode]: { offerEncoder: async () => card, encode: failing },
      [transcodeCpu]: { offerEncoder: async () => cpu, encode },
    };
    expect(await run(code, queues, LONG)).toEqual(['lost', `${transcodeCpu}: software`]);
  });

  it('uses the processors of machines with cards where there are no others', async () => {
    const encodeInSoftware: EncoderActivities['encode'] = async (nvenc) => {
      if (nvenc.length > 0) throw gpuFailure('GPU_UNSUPPORTED');
      return 'software';
    };
    const queues = { [transcode]: { offerEncoder: async () => card, encode: encodeInSoftware } };
    expect(await run('only', queues, { answerMs: 500, silenceMs: 60_000 })).toEqual(['lost', `${transcode}: software`]);
  });

  it('does not fall back for what is not the card’s fault', async () => {
    const broken = async () => {
      throw ApplicationFailure.create({ type: 'SOURCE_UNREADABLE', message: 'no', nonRetryable: true });
    };
    const queues = { [transcode]: { offerEncoder: async () => card, encode: broken } };
    await expect(run('broken', queues, LONG)).rejects.toThrow();
  });

  it('falls back when the cards have gone silent and do not answer', async () => {
    let offers = 0;
    const queues = {
      [transcode]: {
        // The second time, the worker has lost its card.
        offerEncoder: async () => (offers++ === 0 ? card : cpu),
        encode: () => new Promise<string>((resolve) => setTimeout(resolve, 5_000, 'late')),
      },
      [transcodeCpu]: { offerEncoder: async () => cpu, encode },
    };
    expect(await run('silent', queues, { answerMs: 1_000, silenceMs: 1_000 })).toEqual([
      'lost',
      `${transcodeCpu}: software`,
    ]);
  });
});
