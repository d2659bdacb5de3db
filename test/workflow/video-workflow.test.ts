import { Context } from '@temporalio/activity';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  type EncodeChunkInput,
  type JobStatus,
  type MetadataActivities,
  type PublishInput,
  QUEUES,
  rational,
  STATUS_QUERY,
  type TranscodeActivities,
  type VideoJob,
  videoId,
  WORKFLOW_TYPE,
  workflowId,
} from '../../services/core/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import { readyNamespace } from '../../tools/stack/temporal-client.ts';

/*
 * The real workflow on a real Temporal server; the activities are stubs, because what is tested is what the workflow
 * decides. Each test has a namespace of its own.
 */

type Activities = MetadataActivities & TranscodeActivities;

const address = inject('temporalAddress');
let bundle: WorkflowBundleWithSourceMap;
let connection: NativeConnection;
let clientConnection: Connection;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const quiet = () => {};
  const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
  bundle = await bundleWorkflowCode({
    workflowsPath: new URL('../../services/workflow/index.ts', import.meta.url).pathname,
    logger,
  });
  [connection, clientConnection] = await Promise.all([
    NativeConnection.connect({ address }),
    Connection.connect({ address }),
  ]);
});
afterAll(async () => {
  await Promise.all([connection.close(), clientConnection.close()]);
});

const colour = { range: null, matrix: null, primaries: null, transfer: null };
/** A minute at 25 frames per second: ten segments, five chunks. */
const video = {
  streamIndex: 0,
  codec: 'h264',
  codecTag: 'avc1',
  pixelFormat: 'yuv420p',
  codedWidth: 640,
  codedHeight: 360,
  width: 640,
  height: 360,
  rotation: 0 as const,
  pixelAspect: rational(1),
  nominalRate: rational(25),
  averageRate: rational(25),
  fieldOrder: null,
  indexedFrames: null,
  constantRate: true,
  startTicks: 0,
  timeBase: rational(1, 12800),
  durationSeconds: 60,
  durationTicks: 60 * 12_800,
  colour,
};
const audio = {
  streamIndex: 1,
  audioIndex: 0,
  codec: 'aac',
  channels: 2,
  sampleRate: 48_000,
  language: 'und',
  isDefault: true,
};

const done = { attempt: 1, reused: false, cpuSeconds: 1, sourceBytesRead: 10 };

/** Stubs that do at once what they are asked, with a record of the calls. */
function stubs(overrides: Partial<Activities> = {}) {
  const published: PublishInput[] = [];
  const discarded: unknown[] = [];
  const encoded: EncodeChunkInput[] = [];
  const activities: Activities = {
    extractMetadata: async ({ bucket, key }) => ({
      source: { bucket, key, etag: '"e"', bytes: 100_000 },
      encoderVersion: '7.1.5',
      access: { way: 'seek', why: 'its index' },
      interlaced: false,
      silent: [],
      facts: {
        container: 'mov,mp4,m4a,3gp,3g2,mj2',
        bytes: 100_000,
        startSeconds: 0,
        durationSeconds: 60,
        video,
        audio: [audio],
        text: [],
        otherStreams: [],
      },
    }),
    extractCaptions: async () => [],
    joinFile: async () => 'mp4/720p.mp4',
    renderPoster: async () => 'poster.jpg',
    renderStoryboard: async () => ['storyboard/storyboard.vtt'],
    indexSource: async ({ source, facts }) => ({ source, facts }),
    measureSource: async () => 1500,
    encodeAudio: async () => done,
    encodeChunk: async (input) => {
      encoded.push(input);
      return { ...done, endFrame: input.chunk.frames.end };
    },
    publish: async (input) => {
      published.push(input);
      return { publishedChunks: input.readyChunks, renditions: [] };
    },
    verify: async () => ({ ok: true, frames: 1500, seams: 6, audioOffsetMs: 0, problems: [], proofs: [] }),
    writeResult: async () => {},
    discard: async (input) => {
      discarded.push(input);
    },
    ...overrides,
  };
  return { activities, published, discarded, encoded };
}

/** Runs a job on workers with these activities. */
async function withJob(name: string, activities: Activities, test: (client: Client, job: VideoJob) => Promise<void>) {
  await readyNamespace(address, name);
  const client = new Client({ connection: clientConnection, namespace: name });
  const workers = await Promise.all([
    Worker.create({ connection, namespace: name, taskQueue: QUEUES.workflow, workflowBundle: bundle }),
    ...[QUEUES.metadata, QUEUES.transcode].map((taskQueue) =>
      Worker.create({
        connection,
        namespace: name,
        taskQueue,
        activities: { ...activities },
        maxHeartbeatThrottleInterval: 100,
      }),
    ),
  ]);
  const job: VideoJob = {
    videoId: videoId(name),
    source: { bucket: 'videos', key: `${name}/source`, name: 'film.mp4' },
    spec: parseJobSpec({}),
    ownsSource: true,
  };
  const running = workers.map((worker) => worker.run());
  try {
    await client.workflow.start(WORKFLOW_TYPE, {
      workflowId: workflowId(job.videoId),
      taskQueue: QUEUES.workflow,
      args: [job],
    });
    await test(client, job);
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  }
}

const handleOf = (client: Client, job: VideoJob) => client.workflow.getHandle(workflowId(job.videoId));

/** The catalogue code that a job failed with, and its last status. */
async function failureOf(client: Client, job: VideoJob): Promise<{ code: string; status: JobStatus }> {
  const error = await handleOf(client, job)
    .result()
    .then(
      () => null,
      (e: unknown) => e,
    );
  const cause = error instanceof WorkflowFailedError ? error.cause : null;
  if (!(cause instanceof ApplicationFailure)) throw new Error(`not a failure of the job: ${error}`);
  return { code: cause.type ?? '', status: cause.details?.[1] as JobStatus };
}

describe('VideoWorkflow', () => {
  it('encodes every chunk once, publishes a growing prefix, ends with everything as final', async () => {
    const { activities, published, encoded, discarded } = stubs();
    await withJob('wf-path', activities, async (client, job) => {
      const status = (await handleOf(client, job).result()) as JobStatus;
      expect(status).toMatchObject({
        state: 'completed',
        hls: 'hls/master.m3u8',
        work: { chunks: 5, encoded: 5, retried: 0 },
      });
      expect(status.progress.percent).toBe(100);
      expect(encoded.map((e) => e.chunk.index).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
      expect(encoded.filter((e) => e.openEnd).map((e) => e.chunk.index)).toEqual([4]);
      const prefixes = published.map((p) => p.readyChunks);
      expect(prefixes).toEqual([...prefixes].sort((a, b) => a - b));
      expect(published.map((p) => p.final)).toEqual([...published.slice(1).map(() => false), true]);
      expect(published.at(-1)?.readyChunks).toBe(5);
      expect(discarded).toEqual([]);
    });
  });

  it('is playable after the first chunk, while others still run', async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { activities } = stubs({
      encodeChunk: async (input) => {
        if (input.chunk.index > 0) await held;
        return { ...done, endFrame: input.chunk.frames.end };
      },
    });
    await withJob('wf-event', activities, async (client, job) => {
      const status = async () => handleOf(client, job).query<JobStatus>(STATUS_QUERY);
      await expect.poll(async () => (await status()).hls, { timeout: 15_000 }).toBe('hls/master.m3u8');
      expect(await status()).toMatchObject({ state: 'running', work: { encoded: 1 } });
      release();
      await handleOf(client, job).result();
    });
  });

  it('looks again when the sound of the first chunk comes after its picture', async () => {
    let looks = 0;
    const { activities } = stubs({
      encodeChunk: async (input) => {
        if (input.chunk.index > 0) await new Promise((resolve) => setTimeout(resolve, 2_500));
        return { ...done, endFrame: input.chunk.frames.end };
      },
      publish: async (input) => {
        looks++;
        return { publishedChunks: looks > 1 || input.final ? input.readyChunks : 0, renditions: [] };
      },
    });
    await withJob('wf-sound', activities, async (client, job) => {
      const status = (await handleOf(client, job).result()) as JobStatus;
      expect(looks).toBeGreaterThan(2);
      expect(status.timings.firstPlayableMs).toBeLessThan(2_500);
    });
  });

  it('retries a chunk that fails, and counts it', async () => {
    const { activities } = stubs({
      encodeChunk: async (input) => {
        const { attempt } = Context.current().info;
        if (input.chunk.index === 2 && attempt < 3)
          throw ApplicationFailure.create({ type: 'ENCODE_FAILED', message: 'glitch' });
        return { ...done, attempt, endFrame: input.chunk.frames.end };
      },
    });
    await withJob('wf-retry', activities, async (client, job) => {
      expect(await handleOf(client, job).result()).toMatchObject({ state: 'completed', work: { retried: 2 } });
    });
  });

  it('reads the source another way when a chunk is not what was planned, and keeps nothing of the first', async () => {
    const ways: boolean[] = [];
    const { activities, discarded } = stubs({
      encodeChunk: async (input) => {
        ways.push(input.track.correctedClock);
        if (!input.track.correctedClock && input.chunk.index === 1) {
          throw ApplicationFailure.create({ type: 'CHUNK_OFF_PLAN', message: 'two frames short', nonRetryable: true });
        }
        return { ...done, endFrame: input.chunk.frames.end };
      },
      measureSource: async () => 777,
    });
    await withJob('wf-another-way', activities, async (client, job) => {
      const status = (await handleOf(client, job).result()) as JobStatus;
      expect(status).toMatchObject({
        state: 'completed',
        source: { durationSeconds: 777 / 25, access: { way: 'one-pass', why: 'two frames short' } },
        work: { chunks: 1 },
      });
      expect(ways.filter((corrected) => corrected)).toHaveLength(1);
      expect(discarded).toHaveLength(1);
    });
  });

  it('completes without a poster, and says so', async () => {
    const { activities } = stubs({
      renderPoster: async () => {
        throw ApplicationFailure.create({ type: 'ENCODE_FAILED', message: 'no picture', nonRetryable: true });
      },
    });
    await withJob('wf-degraded', activities, async (client, job) => {
      expect(await handleOf(client, job).result()).toMatchObject({
        state: 'completed',
        degraded: [{ what: 'poster', why: 'no picture' }],
      });
    });
  });

  it('refuses bad input at once, with its code, and removes the upload', async () => {
    const { activities, discarded, encoded } = stubs({
      extractMetadata: async () => {
        throw ApplicationFailure.create({
          type: 'SOURCE_TRUNCATED',
          message: 'cut off',
          nonRetryable: true,
          details: [['a line']],
        });
      },
    });
    await withJob('wf-refused', activities, async (client, job) => {
      const { code, status } = await failureOf(client, job);
      expect(code).toBe('SOURCE_TRUNCATED');
      expect(status).toMatchObject({
        state: 'failed',
        error: { code: 'SOURCE_TRUNCATED', retryable: false, details: ['a line'] },
      });
      expect(encoded).toEqual([]);
      expect(discarded).toEqual([{ videoId: job.videoId, source: job.source }]);
    });
  });

  it('stops the other chunks when one cannot be encoded, and keeps what is finished', async () => {
    const cancelled: number[] = [];
    let othersRun: () => void = () => {};
    const running = new Promise<void>((resolve) => {
      othersRun = resolve;
    });
    const { activities, discarded } = stubs({
      encodeChunk: async (input) => {
        if (input.chunk.index === 1) await running;
        if (input.chunk.index === 1)
          throw ApplicationFailure.create({ type: 'INTERNAL', message: 'broken', nonRetryable: true });
        if (input.chunk.index > 1) {
          othersRun();
          const context = Context.current();
          const beat = setInterval(() => context.heartbeat(), 50);
          await context.cancelled
            .catch((error: unknown) => {
              cancelled.push(input.chunk.index);
              throw error;
            })
            .finally(() => clearInterval(beat));
        }
        return { ...done, endFrame: input.chunk.frames.end };
      },
    });
    await withJob('wf-broken', activities, async (client, job) => {
      expect((await failureOf(client, job)).code).toBe('INTERNAL');
      expect(cancelled.length).toBeGreaterThan(0);
      expect(discarded).toEqual([]);
    });
  });

  it('cancels: waits until the activities have confirmed, then removes what was written', async () => {
    const order: string[] = [];
    let started = 0;
    const { activities } = stubs({
      encodeChunk: async () => {
        started++;
        const context = Context.current();
        const beat = setInterval(() => context.heartbeat(), 50);
        await context.cancelled
          .catch(async (error: unknown) => {
            await new Promise((resolve) => setTimeout(resolve, 300));
            order.push('confirmed');
            throw error;
          })
          .finally(() => clearInterval(beat));
        throw new Error('unreachable');
      },
      discard: async () => {
        order.push('discarded');
      },
    });
    await withJob('wf-cancel', activities, async (client, job) => {
      const handle = handleOf(client, job);
      await expect.poll(() => started, { timeout: 15_000 }).toBeGreaterThan(0);
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      expect((await handle.describe()).status.name).toBe('CANCELLED');
      expect(order.filter((what) => what === 'confirmed').length).toBeGreaterThan(0);
      expect(order.indexOf('discarded')).toBe(order.length - 1);
    });
  });

  it('fails when the output does not pass its checks', async () => {
    const { activities } = stubs({
      verify: async () => ({ ok: false, frames: 3, seams: 6, audioOffsetMs: 0, proofs: [], problems: ['720p: a gap'] }),
    });
    await withJob('wf-verify', activities, async (client, job) => {
      const { code, status } = await failureOf(client, job);
      expect(code).toBe('VERIFICATION_FAILED');
      expect(status.error?.details).toEqual(['720p: a gap']);
    });
  });

  it('replays its own history', async () => {
    await withJob('wf-replay', stubs().activities, async (client, job) => {
      await handleOf(client, job).result();
      const history = await handleOf(client, job).fetchHistory();
      await Worker.runReplayHistory({ workflowBundle: bundle }, history, workflowId(job.videoId));
    });
  });
});
