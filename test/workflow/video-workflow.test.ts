import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { type JobStatus, STATUS_QUERY, workflowId } from '../../services/core/index.ts';
import { server, withJob } from '../support/workflow-server.ts';
import { done, handleOf, stubs } from '../support/workflow-stubs.ts';

/*
 * The real workflow on a real Temporal server; the activities are stubs, because what is tested is what the workflow
 * decides. Each test has a namespace of its own.
 */

describe('VideoWorkflow', () => {
  it('encodes every chunk once, publishes a growing prefix, ends with everything as final', async () => {
    const loudness = { measured: -20, truePeak: -3, gain: 2, limited: true };
    const { activities, published, encoded, discarded } = stubs({ encodeAudio: async () => ({ ...done, loudness }) });
    await withJob('wf-path', activities, async (client, job) => {
      const status = (await handleOf(client, job).result()) as JobStatus;
      expect(status).toMatchObject({
        state: 'completed',
        hls: 'hls/master.m3u8',
        work: { chunks: 5, encoded: 5, retried: 0 },
        audio: [{ name: 'audio', language: 'und', channels: 2, bitrate: 128_000, loudness }],
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
        return { ...done, endFrame: input.chunk.frames.end, damagedFrames: 0 };
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
    // The other chunks are not done before it has: nothing but the time can make it look.
    let release: () => void = () => {};
    const lookedAgain = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { activities } = stubs({
      encodeChunk: async (input) => {
        if (input.chunk.index > 0) await lookedAgain;
        return { ...done, endFrame: input.chunk.frames.end, damagedFrames: 0 };
      },
      publish: async (input) => {
        looks++;
        if (looks === 2) release();
        return { publishedChunks: looks > 1 || input.final ? input.readyChunks : 0, renditions: [] };
      },
    });
    await withJob('wf-sound', activities, async (client, job) => {
      const status = (await handleOf(client, job).result()) as JobStatus;
      expect(looks).toBeGreaterThan(2);
      expect(status.timings.firstPlayableMs).toBeLessThan(status.timings.totalMs ?? 0);
    });
  });

  it('replays its own history', async () => {
    await withJob('wf-replay', stubs().activities, async (client, job) => {
      await handleOf(client, job).result();
      const history = await handleOf(client, job).fetchHistory();
      const { bundle } = await server();
      await Worker.runReplayHistory({ workflowBundle: bundle }, history, workflowId(job.videoId));
    });
  });
});
