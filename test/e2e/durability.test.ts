import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKETS, type JobStatus, videoPrefix } from '../../services/core/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { processesWith } from '../support/home.ts';
import { endWorker, TestStack } from '../support/stack.ts';

/* What happens to a job when its workers die, drain or are told to stop. Real servers, real processes, real signals. */

const SLOTS = 2;
const clip = corpus('clips/chthomos_bbb_480p_30s.mp4');
const slow = ['--set', 'chunkSegments=1', '--set', 'segmentSeconds=2', '--set', 'encoder.preset=medium', '--json'];

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.start();
  await Promise.all([stack.worker('workflow'), stack.worker('metadata')]);
});
afterAll(() => stack.stop());

const status = async (id: string) => (await stack.fanout('status', id, '--json')).status();
// Each for a tenant of its own: nothing is there to be reused.
let tenants = 0;
const submit = async () =>
  (await stack.fanout('submit', clip, ...slow, '--set', `tenant=t${tenants++}`)).status().videoId;
const ended = async (id: string): Promise<JobStatus> => (await stack.fanout('watch', id, '--json')).status();
const someChunksDone = (id: string) =>
  expect
    .poll(async () => (await status(id)).progress.chunksDone, { timeout: 60_000, interval: 200 })
    .toBeGreaterThan(1);
const objects = async (bucket: string, id: string) => {
  const keys: string[] = [];
  for await (const { key } of stack.store.list(bucket, `${id}/`)) keys.push(key);
  return keys;
};

describe.skipIf(!hasCorpus)('a job (needs MEDIA_CORPUS)', () => {
  it('survives kill -9 of its only transcode worker and costs at most the chunks in flight', async () => {
    const env = { FANOUT_TRANSCODE_SLOTS: String(SLOTS) };
    const first = await stack.worker('transcode', env);
    const id = await submit();
    await someChunksDone(id);
    await endWorker(first, 'SIGKILL');
    const second = await stack.worker('transcode', env);
    const job = await ended(id);
    expect(job).toMatchObject({ state: 'completed', verification: { ok: true }, work: { chunks: 15 } });
    expect(job.work.retried).toBeGreaterThan(0);
    expect(job.work.retried).toBeLessThanOrEqual(SLOTS);
    expect(new Set(job.renditions.map((r) => r.frames))).toEqual(new Set([job.verification?.frames]));
    await endWorker(second);
    expect(await readdir(stack.scratchDir)).toEqual([]);
  });

  it('loses nothing when a worker drains on SIGTERM', async () => {
    const first = await stack.worker('transcode');
    const id = await submit();
    await someChunksDone(id);
    const seconds = await endWorker(first);
    expect(seconds).toBeLessThan(60);
    const second = await stack.worker('transcode');
    expect(await ended(id)).toMatchObject({ state: 'completed', work: { retried: 0 }, verification: { ok: true } });
    await endWorker(second);
  });

  it('is given back at once when a worker may not finish it in time', async () => {
    const first = await stack.worker('transcode', { FANOUT_DRAIN_SECONDS: '0' });
    const id = await submit();
    await someChunksDone(id);
    expect(await endWorker(first)).toBeLessThan(10);
    expect(await processesWith(`-i http://127.0.0.1`)).toEqual([]);
    const second = await stack.worker('transcode');
    expect(await ended(id)).toMatchObject({ state: 'completed', verification: { ok: true } });
    await endWorker(second);
  });

  it('is gone within ten seconds of a cancel: no ffmpeg, no scratch file, no object', async () => {
    const worker = await stack.worker('transcode');
    const id = await submit();
    await someChunksDone(id);
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
    const id = await submit();
    const playlist = async (name: string) =>
      (await stack.store.get(BUCKETS.encoded, `${videoPrefix(id as never)}hls/${name}.m3u8`))?.toString();
    await expect.poll(() => playlist('master'), { timeout: 60_000, interval: 100 }).toContain('240p.m3u8');
    const early = await playlist('240p');
    expect(early).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    for (const uri of early?.match(/^\.\.\/.*m4s$/gm) ?? ['none']) {
      expect(await stack.store.head(BUCKETS.encoded, `${id}/${uri.slice(3)}`)).not.toBeNull();
    }
    await ended(id);
    const late = await playlist('240p');
    expect(late).toContain('#EXT-X-PLAYLIST-TYPE:VOD');
    expect(late?.match(/#EXTINF/g)?.length).toBe(15);
    expect((await stack.fanout('list', '--json')).stdout).toContain(id);
    await endWorker(worker);
  });
});
