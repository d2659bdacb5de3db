import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, it } from 'vitest';
import {
  type ExtractedMetadata,
  FanoutError,
  type JobStatus,
  type MadeVideo,
  type SourcePlace,
  tenantWorkflowId,
  type VideoJob,
  type VideoPlan,
  videoId,
  videoRenditions,
} from '../../services/core/index.ts';
import { toFailure } from '../../services/temporal/failures/index.ts';
import {
  cancelJob,
  pauseJob,
  prioritizeJob,
  readJob,
  restartJob,
  resumeJob,
  startJob,
} from '../../services/temporal/index.ts';
import { withJob } from '../support/workflow-server.ts';
import { handleOf, published, stubs } from '../support/workflow-stubs.ts';

/*
 * Not a test of anything: records the histories that later versions of the workflows must be able to go on from, as they
 * are made by the real workflows on a real server. See docs/changing-workflows.md.
 */

const folder = process.env.FANOUT_HISTORIES;
if (!folder) throw new Error('FANOUT_HISTORIES names the folder to record into, e.g. test/histories/v1');

const record = (name: string, client: Client, job: VideoJob) => recordFrom(name, handleOf(client, job));

async function recordFrom(name: string, workflow: WorkflowHandle): Promise<void> {
  await mkdir(folder ?? '', { recursive: true });
  const history = await workflow.fetchHistory();
  await writeFile(join(folder ?? '', `${name}.json`), `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`);
}

const result = async (client: Client, job: VideoJob) => (await handleOf(client, job).result()) as JobStatus;
const failed = (client: Client, job: VideoJob) =>
  handleOf(client, job)
    .result()
    .then(
      () => Promise.reject(new Error('it did not fail')),
      () => undefined,
    );

/** Activities whose sound waits until it is let go. */
function heldSound() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const { activities } = stubs();
  const encodeAudio: typeof activities.encodeAudio = async (input) => {
    await opened;
    return activities.encodeAudio(input);
  };
  return { activities: { ...activities, encodeAudio }, open: () => open() };
}

async function chunksDone(client: Client, job: VideoJob, count: number): Promise<void> {
  while ((await readJob(client, job.videoId)).progress.chunksDone < count) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('plain', () =>
  withJob('hist-plain', stubs().activities, async (client, job) => {
    await result(client, job);
    await record('plain', client, job);
  }));

it('of a tenant with a limit', () =>
  withJob('hist-limited', stubs().activities, async (client, job) => {
    await result(client, job);
    const spec = { ...job.spec, tenant: 'limited' };
    const first = { ...job, videoId: videoId('hist-first'), spec };
    const second = { ...job, videoId: videoId('hist-second'), spec };
    for (const limited of [first, second]) await startJob(client, limited, { weight: 1, runningJobs: 1 });
    for (const limited of [first, second]) await result(client, limited);
    const tenant = client.workflow.getHandle(tenantWorkflowId('limited'));
    await tenant.result();
    await record('limited', client, first);
    await record('limited-waiting', client, second);
    await recordFrom('tenant', tenant);
  }));

it('with everything', () => {
  const spec = {
    codecs: ['h264', 'hevc'],
    outputs: ['hls', 'dash', 'mp4', 'audio'],
    quality: 0.97,
    captionFiles: ['s3://videos/a.en.srt'],
    watermark: { image: 's3://videos/mark.png' },
    webhook: 'https://hooks.example/',
    metadata: { order: '17' },
  };
  return withJob(
    'hist-everything',
    stubs().activities,
    async (client, job) => {
      await result(client, job);
      await record('everything', client, job);
    },
    spec,
  );
});

it('paused, urgent, and resumed', () => {
  const { activities, open } = heldSound();
  return withJob('hist-paused', activities, async (client, job) => {
    await chunksDone(client, job, 3);
    const pausing = pauseJob(client, job.videoId);
    open();
    await pausing;
    await prioritizeJob(client, job.videoId, 1);
    await resumeJob(client, job.videoId);
    await result(client, job);
    await record('paused', client, job);
  });
});

it('cancelled', () => {
  const { activities, open } = heldSound();
  return withJob('hist-cancelled', activities, async (client, job) => {
    await chunksDone(client, job, 1);
    await cancelJob(client, job.videoId);
    open();
    await failed(client, job);
    await record('cancelled', client, job);
  });
});

it('refused', () => {
  const extractMetadata = (): Promise<ExtractedMetadata> => {
    throw toFailure(new FanoutError('SOURCE_NOT_MEDIA', 'It is no video.'));
  };
  return withJob('hist-refused', { ...stubs().activities, extractMetadata }, async (client, job) => {
    await failed(client, job);
    await record('refused', client, job);
  });
});

it('read in one pass after a seek that was not exact', () => {
  const plain = stubs().activities;
  let chunks = 0;
  const activities = {
    ...plain,
    encodeChunk: async (...args: Parameters<typeof plain.encodeChunk>) => {
      if (chunks++ === 0) throw toFailure(new FanoutError('CHUNK_OFF_PLAN', 'It is not what was planned.'));
      return plain.encodeChunk(...args);
    },
  };
  return withJob('hist-one-pass', activities, async (client, job) => {
    await result(client, job);
    await record('one-pass', client, job);
  });
});

it('changed when it was complete', () =>
  withJob(
    'hist-revised',
    {
      ...stubs().activities,
      publish: async (input) => ({ publishedChunks: input.readyChunks, renditions: input.video.map(published) }),
    },
    async (client, job) => {
      const before = await result(client, job);
      const plan = await handleOf(client, job).query<VideoPlan>('plan');
      const { videoId, grid, chunks, audio } = plan;
      const made: MadeVideo = { videoId, grid, chunks, audio, video: videoRenditions(plan), text: [] };
      const renditions = [made.video.at(-1)?.name ?? ''];
      await restartJob(client, { ...job, revision: { what: 'redo', renditions, before, made } });
      expect((await result(client, job)).revision?.state).toBe('completed');
      await record('redo', client, job);
      await restartJob(client, {
        ...job,
        revision: { what: 'add', renditions: [`${renditions[0]}-hevc`], before, made },
      });
      expect((await result(client, job)).revision?.state).toBe('completed');
      await record('add', client, job);
    },
  ));

it('handed over from an earlier run', () => {
  const plain = stubs().activities;
  return withJob('hist-handed-over', plain, async (client, job) => {
    await result(client, job);
    const place = job.source as SourcePlace;
    const found = await plain.extractMetadata(place);
    const home = { queue: 'transcode-queue', offer: await plain.offerEncoder() };
    const carried = {
      startedAt: 0,
      steps: {
        source: { place, found, watermark: null, home },
        reading: { access: found.access, sounds: ['audio'], twins: {} },
      },
      control: { paused: false, priority: 2 },
      told: { types: [], progress: { percent: 0, atMs: 0 } },
      record: {
        finished: { h264: [0, 1] },
        damagedFrames: 0,
        loudness: {},
        files: [],
        notes: [],
        tally: { encoded: 2, reused: 0, retried: 0, sourceBytes: 0, cpuSeconds: 1 },
        quality: { targets: {}, measured: {}, sourceBytesRead: 0, cpuSeconds: 0 },
        renditions: [],
        firstPlayableMs: 100,
      },
    };
    await client.workflow.start('VideoWorkflow', {
      workflowId: handleOf(client, job).workflowId,
      taskQueue: 'video-tasks',
      args: [job, carried],
    });
    await result(client, job);
    await record('handed-over', client, job);
  });
});
