import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { JobStatus, VideoJob } from '../../services/core/index.ts';
import { withJob } from '../support/workflow-server.ts';
import { done, failureOf, handleOf, stubs } from '../support/workflow-stubs.ts';

/* What the workflow decides when activities fail or the job is cancelled: a real Temporal server, stubbed activities. */

describe('VideoWorkflow, when something goes wrong', () => {
  it('retries a chunk that fails, and counts it', async () => {
    const { activities } = stubs({
      encodeChunk: async (input) => {
        const { attempt } = Context.current().info;
        if (input.chunk.index === 2 && attempt < 3)
          throw ApplicationFailure.create({ type: 'ENCODE_FAILED', message: 'glitch' });
        return { ...done, attempt, endFrame: input.chunk.frames.end, damagedFrames: 0 };
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
        return { ...done, endFrame: input.chunk.frames.end, damagedFrames: 0 };
      },
      measureSource: async () => ({ startTicks: 512, frames: 777, momentary: false }),
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

  it('is refused before anything is encoded when the workers lack an encoder', async () => {
    const { activities, encoded } = stubs();
    const { extractMetadata } = activities;
    const without: typeof extractMetadata = async (place) => ({ ...(await extractMetadata(place)), codecs: ['av1'] });
    await withJob('wf-no-encoder', { ...activities, extractMetadata: without }, async (client, job) => {
      expect((await failureOf(client, job)).code).toBe('ENCODER_MISSING');
      expect(encoded).toEqual([]);
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
      expect(discarded).toEqual([{ videoId: job.videoId, source: job.source, attachments: [] }]);
    });
  });

  it('refuses a watermark that cannot be read before anything is encoded, and removes both uploads', async () => {
    const { activities, discarded, encoded } = stubs({
      prepareWatermark: async () => {
        throw ApplicationFailure.create({ type: 'WATERMARK_UNREADABLE', message: 'no image', nonRetryable: true });
      },
    });
    const mark = { bucket: 'videos', key: 'wf-no-mark/watermark' };
    const test = async (client: Client, job: VideoJob) => {
      expect((await failureOf(client, job)).code).toBe('WATERMARK_UNREADABLE');
      expect(encoded).toEqual([]);
      expect(discarded).toEqual([{ videoId: job.videoId, source: job.source, attachments: [mark] }]);
    };
    await withJob('wf-no-mark', activities, test, { watermark: { image: `s3://${mark.bucket}/${mark.key}` } });
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
        return { ...done, endFrame: input.chunk.frames.end, damagedFrames: 0 };
      },
    });
    await withJob('wf-broken', activities, async (client, job) => {
      expect((await failureOf(client, job)).code).toBe('INTERNAL');
      expect(cancelled.length).toBeGreaterThan(0);
      // A copy of the source is of no use to anybody; what was encoded may be.
      expect(discarded).toEqual([{ videoId: job.videoId, source: null, folders: ['work'] }]);
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
      verify: async () => ({
        ok: false,
        frames: 3,
        seams: 6,
        audioOffsetMs: 0,
        audioEndOffsetMs: 0,
        decoded: [],
        proofs: [],
        problems: ['720p: a gap'],
      }),
    });
    await withJob('wf-verify', activities, async (client, job) => {
      const { code, status } = await failureOf(client, job);
      expect(code).toBe('VERIFICATION_FAILED');
      expect(status.error?.details).toEqual(['720p: a gap']);
    });
  });
});
