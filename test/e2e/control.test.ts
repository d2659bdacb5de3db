import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKETS, type JobStatus } from '../../services/core/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { processesWith } from '../support/home.ts';
import { TestStack } from '../support/stack.ts';

/* What a user can do to a job, while it runs and afterwards. Real servers, real workers, the real command line. */

const clip = corpus('clips/chthomos_bbb_480p_30s.mp4');
const slow = ['chunkSegments=1', 'segmentSeconds=2', 'encoder.preset=medium', 'measure=false'];
const CHUNKS = 15;

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.startWhole();
});
afterAll(() => stack.stop());

let tenants = 0;
/** For a tenant of its own, unless told otherwise: nothing is there to be reused. */
const submit = async (...settings: string[]) => {
  const sets = [...slow, `tenant=t${tenants++}`, ...settings].flatMap((setting) => ['--set', setting]);
  return (await stack.fanout('submit', clip, ...sets, '--json')).status().videoId;
};
const status = async (id: string) => (await stack.fanout('status', id, '--json')).status();
const ended = async (id: string): Promise<JobStatus> => (await stack.fanout('watch', id, '--json')).status();
const refusal = async (...args: string[]) => {
  const { exitCode, status: answer } = await stack.fanout(...args, '--json');
  return [exitCode, answer().error?.code];
};
const chunksDone = (id: string, count: number) =>
  expect
    .poll(async () => (await status(id)).progress.chunksDone, { timeout: 60_000, interval: 200 })
    .toBeGreaterThanOrEqual(count);
const text = async (key: string) => (await stack.store.get(BUCKETS.encoded, key))?.toString() ?? '';
const objects = async (bucket: string, prefix: string) => {
  const keys: string[] = [];
  for await (const { key } of stack.store.list(bucket, prefix)) keys.push(key);
  return keys;
};

describe.skipIf(!hasCorpus)('a job that runs (needs MEDIA_CORPUS)', () => {
  it('is paused within seconds, stays so, and goes on from where it was', async () => {
    const id = await submit();
    await chunksDone(id, 2);
    const pause = await stack.fanout('pause', id, '--json');
    expect(pause.exitCode).toBe(0);
    expect(pause.status().state).toBe('paused');
    await expect.poll(() => processesWith('-i http://127.0.0.1'), { timeout: 8_000, interval: 300 }).toEqual([]);
    const { chunksDone: before } = (await status(id)).progress;
    expect(await refusal('pause', id)).toEqual([2, 'JOB_PAUSED']);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const still = await status(id);
    expect(still).toMatchObject({ state: 'paused', progress: { chunksDone: before } });
    expect((await stack.fanout('resume', id, '--json')).status().state).toBe('running');
    expect(await refusal('resume', id)).toEqual([2, 'JOB_NOT_PAUSED']);
    const job = await ended(id);
    expect(job).toMatchObject({
      state: 'completed',
      verification: { ok: true },
      work: { chunks: CHUNKS, encoded: CHUNKS, reused: 0 },
      degraded: [],
    });
  });

  it('can be cancelled while it is paused, and then leaves nothing', async () => {
    const id = await submit();
    await chunksDone(id, 1);
    await stack.fanout('pause', id);
    const cancel = await stack.fanout('cancel', id, '--json');
    expect(cancel.status().state).toBe('cancelled');
    expect(await objects(BUCKETS.encoded, `${id}/`)).toEqual([]);
    expect(await objects(BUCKETS.source, `${id}/`)).toEqual([]);
    expect(await refusal('retry', id)).toEqual([2, 'JOB_NOT_RETRYABLE']);
    expect(await refusal('resume', id)).toEqual([2, 'JOB_FINISHED']);
  });

  it('overtakes when it becomes more urgent while it waits', async () => {
    const behind = await submit('priority=3');
    const urgent = await submit('priority=4');
    await chunksDone(behind, 1);
    expect(await refusal('priority', urgent, '9')).toEqual([2, 'PRIORITY_INVALID']);
    expect((await stack.fanout('priority', urgent, '1')).exitCode).toBe(0);
    expect((await ended(urgent)).state).toBe('completed');
    expect((await status(behind)).state).toBe('running');
    await stack.fanout('cancel', behind);
  });
});

describe.skipIf(!hasCorpus)('a video that is finished (needs MEDIA_CORPUS)', () => {
  const ladder = ['ladder=480p,240p', 'outputs=hls,dash,mp4', 'tenant=owner'];
  let id = '';

  it('costs a job on the same source hardly anything', async () => {
    id = await submit(...ladder);
    const first = await ended(id);
    expect(first.work).toMatchObject({ encoded: CHUNKS, reused: 0 });
    const again = await ended(await submit(...ladder));
    expect(again).toMatchObject({
      state: 'completed',
      verification: { ok: true, frames: first.verification?.frames },
      work: { encoded: 0, reused: CHUNKS },
    });
    expect(again.work.cpuSeconds).toBe(0);
    // Somebody else's job finds nothing of it.
    const other = await ended(await submit(...ladder, 'tenant=stranger'));
    expect(other.work).toMatchObject({ encoded: CHUNKS, reused: 0 });
    // What was copied is its own: it plays on when the first is gone.
    await stack.fanout('delete', again.videoId);
    expect((await status(id)).state).toBe('completed');
  });

  it('refuses what makes no sense, and nothing changes', async () => {
    const before = await text(`${id}/hls/master.m3u8`);
    expect(await refusal('pause', id)).toEqual([2, 'JOB_FINISHED']);
    expect(await refusal('cancel', id)).toEqual([2, 'JOB_FINISHED']);
    expect(await refusal('priority', id, '1')).toEqual([2, 'JOB_FINISHED']);
    expect(await refusal('retry', id)).toEqual([2, 'JOB_FINISHED']);
    expect(await refusal('add', id, '--rendition', '480p')).toEqual([2, 'RENDITION_EXISTS']);
    expect(await refusal('add', id, '--rendition', '900p')).toEqual([2, 'RENDITION_UNKNOWN']);
    expect(await refusal('retry', id, '--rendition', '360p')).toEqual([2, 'RENDITION_UNKNOWN']);
    for (const command of ['pause', 'resume', 'cancel', 'retry', 'delete']) {
      expect(await refusal(command, 'no-such-video')).toEqual([2, 'VIDEO_NOT_FOUND']);
    }
    const large = await stack.fanout('add', id, '--rendition', '1080p', '--wait', '--json');
    expect(large.exitCode).toBe(2);
    expect(large.status()).toMatchObject({
      state: 'completed',
      revision: { state: 'failed', error: { code: 'RENDITION_IMPOSSIBLE' } },
    });
    expect(await text(`${id}/hls/master.m3u8`)).toBe(before);
  });

  it('gets one more rung, of which alone anything is encoded, and plays as it was until then', async () => {
    const before = await text(`${id}/hls/master.m3u8`);
    await stack.fanout('add', id, '--rendition', '360p');
    await chunksDone(id, 1);
    expect(await text(`${id}/hls/master.m3u8`)).toBe(before);
    expect(await refusal('add', id, '--rendition', '144p')).toEqual([2, 'JOB_RUNNING']);
    const job = await ended(id);
    expect(job).toMatchObject({
      state: 'completed',
      revision: { what: 'add', renditions: ['360p'], state: 'completed' },
      work: { chunks: CHUNKS, encoded: CHUNKS, reused: 0 },
      verification: { ok: true },
    });
    expect(job.renditions.map(({ name }) => name)).toEqual(['480p', '360p', '240p']);
    expect(new Set(job.renditions.map(({ frames }) => frames)).size).toBe(1);
    expect(job.files).toContain('mp4/360p.mp4');
    const master = await text(`${id}/hls/master.m3u8`);
    for (const rung of ['480p', '360p', '240p']) expect(master).toContain(`${rung}.m3u8`);
    expect(await text(`${id}/dash/manifest.mpd`)).toContain('height="360"');
  });

  it('has one rung encoded anew; whoever plays the old one can go on', async () => {
    const old = await text(`${id}/hls/240p.m3u8`);
    const job = (await stack.fanout('retry', id, '--rendition', '240p', '--wait', '--json')).status();
    expect(job).toMatchObject({
      state: 'completed',
      revision: { what: 'redo', renditions: ['240p'], state: 'completed' },
      work: { chunks: CHUNKS, encoded: CHUNKS, reused: 0 },
      verification: { ok: true },
    });
    const now = await text(`${id}/hls/240p.m3u8`);
    const folder = (playlist: string) => /\.\.\/([0-9a-f]{16})\//.exec(playlist)?.[1] ?? '';
    expect(folder(now)).not.toBe(folder(old));
    for (const playlist of [old, now]) {
      for (const uri of playlist.match(/^\.\.\/.*m4s$/gm) ?? ['none']) {
        expect(await stack.store.head(BUCKETS.encoded, `${id}/${uri.slice(3)}`)).not.toBeNull();
      }
    }
  });

  it('is as it was when a change of it is cancelled', async () => {
    const before = [await text(`${id}/hls/master.m3u8`), await objects(BUCKETS.encoded, `${id}/`)];
    await stack.fanout('retry', id, '--rendition', '480p');
    await chunksDone(id, 1);
    await stack.fanout('cancel', id);
    const job = await ended(id);
    expect(job).toMatchObject({ state: 'completed', revision: { state: 'cancelled', error: { code: 'CANCELLED' } } });
    expect([await text(`${id}/hls/master.m3u8`), await objects(BUCKETS.encoded, `${id}/`)]).toEqual(before);
  });

  it('is deleted with all that belongs to it', async () => {
    expect((await stack.fanout('delete', id, '--json')).exitCode).toBe(0);
    expect(await objects(BUCKETS.encoded, `${id}/`)).toEqual([]);
    expect(await objects(BUCKETS.source, `${id}/`)).toEqual([]);
    expect((await objects(BUCKETS.encoded, '_renditions/owner/')).filter((key) => key.endsWith(id))).toEqual([]);
    await expect.poll(() => refusal('status', id), { timeout: 10_000, interval: 300 }).toEqual([2, 'VIDEO_NOT_FOUND']);
    expect(await refusal('delete', id)).toEqual([2, 'VIDEO_NOT_FOUND']);
  });
});
