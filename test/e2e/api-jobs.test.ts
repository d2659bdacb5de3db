import { parse, types } from 'hls-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FanoutClient } from '../../services/client/index.ts';
import { eventsOf, TestApi, uploadFile } from '../support/api.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { TestStack } from '../support/stack.ts';

/* A developer's way through the API: real servers, real workers, real ffmpeg. */

const CLIP = corpus('clips/mdn_flower.mp4');
const SPEC = { ladder: ['360p', '240p'], metadata: { order: '17' } };

describe.skipIf(!hasCorpus)('a job of the API (needs MEDIA_CORPUS)', () => {
  let stack: TestStack;
  let api: TestApi;
  let client: FanoutClient;
  let id = '';
  beforeAll(async () => {
    stack = await TestStack.startWhole();
    api = await TestApi.start(stack);
    client = await api.client('shop');
  });
  afterAll(() => stack.stop());

  it('is estimated before it is started', async () => {
    const upload = await uploadFile(client, CLIP, 'flower <b>&.mp4');
    id = upload.uploadId;
    expect(upload).toMatchObject({ state: 'complete', tenant: 'shop', name: 'flower <b>&.mp4' });
    const estimate = await client.call('estimate', { body: { source: { uploadId: id }, spec: SPEC } });
    expect(estimate.plan.renditions.map(({ name }) => name)).toEqual(['360p', '240p']);
    expect(estimate.plan.seconds).toBeGreaterThan(1);
    expect(estimate.time.workers.seconds).toBeGreaterThan(0);
  });

  it('is followed from its start to its end, chunk by chunk', async () => {
    const job = await client.call('submitJob', { body: { source: { uploadId: id }, spec: SPEC } });
    expect(job).toMatchObject({ videoId: id, tenant: 'shop', metadata: { order: '17' } });
    const events = await eventsOf(client, id);
    expect(events[0]).toMatchObject({ event: 'job', data: { videoId: id } });
    expect(events.at(-1)).toMatchObject({ event: 'end', data: { state: 'completed' } });
    const percents = events.flatMap((event) => (event.event === 'job' ? [event.data.progress.percent] : []));
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(percents.at(-1)).toBe(100);
    const grid = events.find((event) => event.event === 'grid');
    expect(grid?.data).toMatchObject({ lanes: [{ renditions: ['360p', '240p'] }] });
  });

  it('shows all of its grid, and who made it to nobody but the operator', async () => {
    const operator = await api.client('*', 'read');
    const mine = await client.call('getGrid', { params: { id } });
    const theirs = await operator.call('getGrid', { params: { id } });
    const { lanes = [], chunks = [], cells = [] } = mine ?? {};
    expect(cells).toHaveLength(lanes.length * chunks.length);
    for (const cell of cells) {
      expect(cell).toMatchObject({ state: 'done', attempt: 1, worker: null });
      expect(cell.seconds).toBeGreaterThan(0);
    }
    expect(theirs?.cells.every(({ worker }) => worker !== null)).toBe(true);
  });

  it('is found by state, by a part of its name, and by nobody else', async () => {
    const found = async (query: Record<string, string>) =>
      (await client.call('listJobs', { query })).jobs.map((job) => job.videoId);
    expect(await found({})).toEqual([id]);
    expect(await found({ state: 'completed', q: '<b>' })).toEqual([id]);
    expect(await found({ state: 'running' })).toEqual([]);
    expect(await found({ q: "' OR 1=1 --" })).toEqual([]);
    expect((await (await api.client('other')).call('listJobs', {})).jobs).toEqual([]);
  });

  it('plays from a signed address, without a key, range by range', async () => {
    const playback = await client.call('playback', { params: { id }, body: { seconds: 60 } });
    const master = parse(await (await fetch(playback.hls)).text());
    if (!(master instanceof types.MasterPlaylist)) throw new Error('The master playlist is none.');
    const variants = master.variants.filter(({ isIFrameOnly }) => !isIFrameOnly);
    expect(variants).toHaveLength(2);
    const mediaUrl = new URL(variants[0]?.uri ?? '', playback.hls);
    const media = parse(await (await fetch(mediaUrl)).text());
    if (!(media instanceof types.MediaPlaylist)) throw new Error('The media playlist is none.');
    const segmentUrl = new URL(media.segments[0]?.uri ?? '', mediaUrl);
    const whole = await fetch(segmentUrl);
    const part = await fetch(segmentUrl, { headers: { range: 'bytes=0-99' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 0-99/${whole.headers.get('content-length')}`,
    ]);
    const size = Number(whole.headers.get('content-length'));
    const outside = await fetch(segmentUrl, { headers: { range: `bytes=${size}-` } });
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, `bytes */${size}`]);
    expect(await outside.json()).toMatchObject({ code: 'RANGE_OUTSIDE', retryable: false });
    const head = await fetch(segmentUrl, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, whole.headers.get('content-length')]);
    expect((await fetch(playback.watch)).headers.get('content-type')).toContain('text/html');
    const dash = await fetch(playback.dash ?? '');
    expect([dash.status, dash.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  });

  it('does not play from an address that was tampered with', async () => {
    const { base } = await client.call('playback', { params: { id }, body: {} });
    const [, token = ''] = /\/play\/[^/]+\/([^/]+)\//.exec(base) ?? [];
    const wrong = [
      base.replace(id, 'another-video'),
      base.replace(token, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`),
      base.replace(token, 'x'),
      `${api.url}/media/${id}/`,
    ];
    for (const address of wrong) {
      const answer = await fetch(`${address}hls/master.m3u8`);
      expect([403, 404], address).toContain(answer.status);
    }
    expect((await fetch(`${base}../claim.json`)).status).toBe(404);
    expect((await fetch(`${base}video.json`)).status, 'what the job was asked for').toBe(404);
  });

  it('tells of its segments, with their sizes', async () => {
    const { segments } = await client.call('segments', { params: { id }, query: { rendition: '240p' } });
    expect(segments.length).toBeGreaterThan(0);
    expect(segments.every(({ bytes, seconds }) => bytes > 0 && seconds > 0)).toBe(true);
    const none = client.call('segments', { params: { id }, query: { rendition: '9p' } });
    await expect(none).rejects.toMatchObject({ status: 400, code: 'RENDITION_UNKNOWN' });
  });

  it('is the same job, however often and however many at once submit the upload', async () => {
    const again = await Promise.all(
      Array.from({ length: 8 }, () => client.call('submitJob', { body: { source: { uploadId: id }, spec: SPEC } })),
    );
    expect(new Set(again.map(({ videoId }) => videoId))).toEqual(new Set([id]));
    expect((await client.call('listJobs', {})).jobs).toHaveLength(1);
  });

  it('gets a rendition more', async () => {
    await client.call('reviseJob', { params: { id }, body: { what: 'add', renditions: ['480p'] } });
    expect((await eventsOf(client, id)).at(-1)).toMatchObject({ event: 'end', data: { state: 'completed' } });
    const job = await client.call('getJob', { params: { id } });
    expect(job.renditions.map(({ name }) => name)).toEqual(['480p', '360p', '240p']);
  });

  it('is paused, put first, goes on, and is cancelled', async () => {
    const { uploadId } = await uploadFile(client, corpus('clips/bbb_1080p24_30s.mp4'));
    await client.call('submitJob', { body: { source: { uploadId } } });
    const params = { id: uploadId };
    await waitFor(async () => (await client.call('getJob', { params })).state === 'running');
    expect((await client.call('pauseJob', { params })).state).toBe('paused');
    await expect(client.call('pauseJob', { params })).rejects.toMatchObject({ status: 409, code: 'JOB_PAUSED' });
    await client.call('prioritizeJob', { params, body: { priority: 1 } });
    expect((await client.call('resumeJob', { params })).state).toBe('running');
    await expect(client.call('deleteJob', { params })).rejects.toMatchObject({ status: 409, code: 'JOB_RUNNING' });
    await client.call('cancelJob', { params });
    expect((await eventsOf(client, uploadId)).at(-1)).toMatchObject({ event: 'end', data: { state: 'cancelled' } });
    await expect(client.call('retryJob', { params })).rejects.toMatchObject({ status: 409, code: 'JOB_NOT_RETRYABLE' });
  });

  it('is refused with what is wrong, and where one reads about it', async () => {
    const wrong = client.call('submitJob', {
      body: { source: { url: 'https://a.example/v.mp4' }, spec: { laddr: 1 } },
    });
    await expect(wrong).rejects.toMatchObject({
      status: 400,
      problem: { code: 'SPEC_UNKNOWN_KEY', type: '/errors/SPEC_UNKNOWN_KEY', detail: expect.stringContaining('laddr') },
    });
    const page = await api.fetch('/errors/SPEC_UNKNOWN_KEY', null);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('SPEC_UNKNOWN_KEY')]);
    const own = client.call('submitJob', { body: { source: { url: 's3://videos/x.mp4' } } });
    await expect(own).rejects.toMatchObject({ problem: { retryable: false } });
  });

  it('is one of many that are submitted at once: each is taken or refused by itself', async () => {
    const upload = await uploadFile(client, CLIP);
    const { results } = await client.call('submitJobs', {
      body: {
        jobs: [
          { source: { uploadId: upload.uploadId }, spec: SPEC },
          { source: { uploadId: 'no-such-upload' } },
          { source: { url: 'ftp://a.example/v.mp4' } },
        ],
      },
    });
    expect(results[0]).toMatchObject({ created: true, job: { videoId: upload.uploadId } });
    expect(results[1]).toMatchObject({ error: { code: 'UPLOAD_NOT_FOUND' } });
    expect(results[2]).toMatchObject({ error: { code: 'SOURCE_SCHEME_UNSUPPORTED' } });
    await eventsOf(client, upload.uploadId);
  });

  it('is deleted with all that is of it', async () => {
    const { objects } = await client.call('deleteJob', { params: { id } });
    expect(objects).toBeGreaterThan(10);
    await expect(client.call('getJob', { params: { id } })).rejects.toMatchObject({
      status: 404,
      code: 'VIDEO_NOT_FOUND',
    });
  });
});

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('It did not come to that within half a minute.');
}
