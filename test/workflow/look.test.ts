import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { type ChunkHeartbeat, type EncodeChunkResult, videoId } from '../../services/core/index.ts';
import { heartbeating, lookAtJob, readJob, WORKER_IDENTITY } from '../../services/temporal/index.ts';
import { withJob } from '../support/workflow-server.ts';
import { type Activities, done, handleOf, stubs } from '../support/workflow-stubs.ts';

/* What a job looks like from outside, chunk by chunk: a real Temporal server, stubbed activities. */

type EncodeChunk = Activities['encodeChunk'];

/** A chunk that is done within a worker's heartbeats, as all really are. */
function beating(framesDone: number, work: (attempt: number) => Promise<Partial<EncodeChunkResult>>): EncodeChunk {
  return ({ lane, chunk }) =>
    heartbeating<ChunkHeartbeat, EncodeChunkResult>(async (report) => {
      const { attempt } = Context.current().info;
      report({ lane, chunk: chunk.index, framesDone, speed: 1.5 });
      const more = await work(attempt);
      return { ...done, attempt, endFrame: chunk.frames.end, damagedFrames: 0, ...more };
    });
}

it('shows each chunk as it is while the job runs, and after it', async () => {
  let isHeld = true;
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = () => {
      isHeld = false;
      resolve();
    };
  });
  const { activities } = stubs();
  const chunks: readonly EncodeChunk[] = [
    beating(0, async () => ({ seconds: 2.34, worker: 'one@host' })),
    beating(0, async () => ({ reused: true, seconds: 0.1, worker: 'two@host' })),
    beating(50, async () => {
      await held;
      return { seconds: 4, worker: 'one@host' };
    }),
    beating(50, async () => {
      if (!isHeld) return { worker: 'two@host' };
      throw ApplicationFailure.create({ type: 'ENCODE_FAILED', message: 'no luck', nextRetryDelay: 3_000 });
    }),
  ];
  const encodeChunk: EncodeChunk = async (input) => {
    const work = chunks[input.chunk.index];
    if (work) return work(input);
    // One of which nothing is heard before it is done.
    await held;
    return activities.encodeChunk(input);
  };
  await withJob('look-running', { ...activities, encodeChunk }, async (client, { videoId: id, ...job }) => {
    try {
      const statesNow = async () => (await lookAtJob(client, id)).grid?.cells.map(({ chunk, state }) => [chunk, state]);
      await expect.poll(statesNow, { timeout: 15_000, interval: 20 }).toEqual([
        [0, 'done'],
        [1, 'reused'],
        [2, 'running'],
        [3, 'retrying'],
      ]);
      const look = await lookAtJob(client, id);
      expect(look).toMatchObject({ isOver: false, tenant: null, status: { videoId: id, state: 'running' } });
      expect(look.grid?.lanes).toMatchObject([{ name: 'h264', codec: 'h264' }]);
      expect(look.grid?.chunks).toHaveLength(5);
      const [first, second, third, fourth] = look.grid?.cells ?? [];
      expect(first).toMatchObject({ attempt: 1, seconds: 2.3, worker: 'one@host' });
      expect(second).toMatchObject({ worker: 'two@host' });
      expect(third).toMatchObject({ attempt: 1, framesDone: 50, speed: 1.5, worker: WORKER_IDENTITY, trouble: null });
      expect(fourth).toMatchObject({
        state: 'retrying',
        attempt: 2,
        framesDone: 0,
        worker: WORKER_IDENTITY,
        trouble: 'no luck',
      });
      // The frames of an attempt that failed do not count.
      const rung = look.status.progress.rungs[0];
      const frames = (look.grid?.chunks ?? []).slice(0, 2).reduce((sum, chunk) => sum + chunk.frames, 0);
      expect(rung?.framesDone).toBe(frames + 50);
    } finally {
      // The workers do not stop before their work does.
      release();
    }
    const result = await handleOf(client, { videoId: id, ...job }).result();
    const last = await lookAtJob(client, id);
    expect(last).toMatchObject({ isOver: true, status: result });
    expect(last.grid?.cells.map(({ state }) => state)).toEqual(['done', 'reused', 'done', 'retried', 'done']);
  });
});

it('says which chunk a job failed by', async () => {
  const { activities } = stubs({
    encodeChunk: async ({ chunk }) => {
      if (chunk.index !== 1) await heartbeating(() => Context.current().cancelled);
      throw ApplicationFailure.create({ type: 'ENCODE_FAILED', message: 'ffmpeg ended with 1.', nonRetryable: true });
    },
  });
  await withJob('look-failed', activities, async (client, job) => {
    await expect.poll(async () => (await readJob(client, job.videoId)).state, { timeout: 15_000 }).toBe('failed');
    const { isOver, status, grid } = await lookAtJob(client, job.videoId);
    expect({ isOver, code: status.error?.code }).toEqual({ isOver: true, code: 'ENCODE_FAILED' });
    expect(grid?.cells.map(({ state, trouble }) => [state, trouble])).toEqual(
      [0, 1, 2, 3, 4].map((chunk) => ['failed', chunk === 1 ? 'ffmpeg ended with 1.' : null]),
    );
  });
});

it('knows no other videos', () =>
  withJob('look-none', stubs().activities, async (client) => {
    await expect(lookAtJob(client, videoId('nobody'))).rejects.toMatchObject({ code: 'VIDEO_NOT_FOUND' });
  }));
