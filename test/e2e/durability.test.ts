import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKETS, videoPrefix } from '../../services/core/index.ts';
import { hasCorpus } from '../support/corpus.ts';
import { processesWith } from '../support/home.ts';
import { SLOW_CHUNKS, SlowJobs } from '../support/slow-job.ts';
import { endWorker, TestStack } from '../support/stack.ts';

/* What happens to a job when its workers die, drain or are told to stop. Real servers, real processes, real signals. */

const SLOTS = 2;

let stack: TestStack;
let jobs: SlowJobs;
beforeAll(async () => {
  stack = await TestStack.start();
  jobs = new SlowJobs(stack);
  await Promise.all([stack.worker('workflow'), stack.worker('metadata')]);
});
afterAll(() => stack.stop());

const objects = async (bucket: string, id: string) => {
  const keys: string[] = [];
  for await (const { key } of stack.store.list(bucket, `${id}/`)) keys.push(key);
  return keys;
};

describe.skipIf(!hasCorpus)('a job (needs MEDIA_CORPUS)', () => {
  it('survives kill -9 of its only transcode worker and costs at most the chunks in flight', async () => {
    const env = { FANOUT_TRANSCODE_SLOTS: String(SLOTS) };
    const first = await stack.worker('transcode', env);
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    await endWorker(first, 'SIGKILL');
    const second = await stack.worker('transcode', env);
    const job = await jobs.ended(id);
    expect(job).toMatchObject({ state: 'completed', verification: { ok: true }, work: { chunks: SLOW_CHUNKS } });
    expect(job.work.retried).toBeGreaterThan(0);
    expect(job.work.retried).toBeLessThanOrEqual(SLOTS);
    expect(new Set(job.renditions.map((r) => r.frames))).toEqual(new Set([job.verification?.frames]));
    await endWorker(second);
    expect(await readdir(stack.scratchDir)).toEqual([]);
  });

  it('loses nothing when a worker drains on SIGTERM', async () => {
    const first = await stack.worker('transcode');
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    const seconds = await endWorker(first);
    expect(seconds).toBeLessThan(60);
    const second = await stack.worker('transcode');
    expect(await jobs.ended(id)).toMatchObject({
      state: 'completed',
      work: { retried: 0 },
      verification: { ok: true },
    });
    await endWorker(second);
  });

  it('is given back at once when a worker may not finish it in time', async () => {
    const first = await stack.worker('transcode', { FANOUT_DRAIN_SECONDS: '0' });
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    expect(await endWorker(first)).toBeLessThan(10);
    expect(await processesWith(`-i http://127.0.0.1`)).toEqual([]);
    const second = await stack.worker('transcode');
    expect(await jobs.ended(id)).toMatchObject({ state: 'completed', verification: { ok: true } });
    await endWorker(second);
  });

  it('is gone within ten seconds of a cancel: no ffmpeg, no scratch file, no object', async () => {
    const worker = await stack.worker('transcode');
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    const cancel = await stack.fanout('cancel', id, '--json');
    expect(cancel.exitCode).toBe(0);
    expect(cancel.seconds).toBeLessThan(10);
    expect(cancel.status()).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED' } });
    expect(await processesWith('-i http://127.0.0.1')).toEqual([]);
    expect(await readdir(stack.scratchDir)).toEqual([]);
    expect(await objects(BUCKETS.encoded, id)).toEqual([]);
    expect(await objects(BUCKETS.source, id)).toEqual([]);
    expect((await stack.fanout('download', id, '--json')).exitCode).toBe(2);
    await endWorker(worker);
  });

  it('can be played as an EVENT while the rest is encoded, and as VOD afterwards', async () => {
    const worker = await stack.worker('transcode');
    const id = await jobs.submit();
    const playlist = async (name: string) =>
      (await stack.store.get(BUCKETS.encoded, `${videoPrefix(id as never)}hls/${name}.m3u8`))?.toString();
    await expect.poll(() => playlist('master'), { timeout: 60_000, interval: 100 }).toContain('240p.m3u8');
    const early = await playlist('240p');
    expect(early).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    for (const uri of early?.match(/^\.\.\/.*m4s$/gm) ?? ['none']) {
      expect(await stack.store.head(BUCKETS.encoded, `${id}/${uri.slice(3)}`)).not.toBeNull();
    }
    await jobs.ended(id);
    const late = await playlist('240p');
    expect(late).toContain('#EXT-X-PLAYLIST-TYPE:VOD');
    expect(late?.match(/#EXTINF/g)?.length).toBe(15);
    expect((await stack.fanout('list', '--json')).stdout).toContain(id);
    await endWorker(worker);
  });
});
