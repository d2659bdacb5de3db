import { readFile, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estimateJob } from '../../services/control/index.ts';
import { BUCKETS, jobKey, type VideoId } from '../../services/core/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import { connectClient, temporalConfigFromEnv } from '../../services/temporal/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { endWorker, TestStack } from '../support/stack.ts';
import { giveFile, giveWhole, TestCertificate, TestWebServer } from '../support/web-server.ts';

/* Sources on the web, from a real server on loopback through a real stack. */

const CLIP = 'clips/mdn_flower.mp4';

describe.skipIf(!hasCorpus)('sources on the web (needs MEDIA_CORPUS)', () => {
  let stack: TestStack;
  let certificate: TestCertificate;
  let server: TestWebServer;
  let clip: Buffer;
  let answer: RequestListener;

  beforeAll(async () => {
    clip = await readFile(corpus(CLIP));
    certificate = await TestCertificate.make();
    server = await TestWebServer.start(certificate, (request, response) => answer(request, response));
    stack = await TestStack.start();
    await stack.worker('workflow');
  }, 120_000);

  afterAll(async () => {
    await stack.stop();
    await server.stop();
    await certificate.remove();
  }, 60_000);

  const trusting = () => ({ NODE_EXTRA_CA_CERTS: certificate.path });

  async function submit(path: string, ...pairs: string[]) {
    const set = ['ladder=240p', 'segmentSeconds=2', 'chunkSegments=1', ...pairs].flatMap((pair) => ['--set', pair]);
    // The command line refuses such an address itself, unless it is told to leave that to the workers.
    const env = { ...stack.servers.env, FANOUT_SOURCE_NETWORKS: '127.0.0.0/8' };
    const run = await stack.home.fanout(['submit', server.url(path), '--wait', '--json', ...set], env);
    return { ...run, status: run.status() };
  }

  it('are refused in a private network: exit code 2, and nothing was connected to', async () => {
    const metadata = await stack.worker('metadata', trusting());
    answer = (request, response) => giveFile(clip, request, response);
    const { status, exitCode } = await submit('/flower.mp4');
    expect({ exitCode, code: status.error?.code }).toEqual({ exitCode: 2, code: 'SOURCE_URL_REFUSED' });
    expect(server.connections).toBe(0);
    await endWorker(metadata);
  });

  it('are given up in the middle of a copy when they are too large, and nothing of them is kept', async () => {
    const limits = { FANOUT_SOURCE_NETWORKS: '127.0.0.0/8', FANOUT_SOURCE_MAX_GB: '0.02' };
    const metadata = await stack.worker('metadata', { ...trusting(), ...limits });
    answer = (_request, response) => giveWhole(Buffer.alloc(40_000_000), response);
    const { status, exitCode } = await submit('/flower.mp4');
    expect({ exitCode, code: status.error?.code }).toEqual({ exitCode: 2, code: 'SOURCE_TOO_LARGE' });
    expect(status.error?.message).toContain('0.02 GB are accepted (FANOUT_SOURCE_MAX_GB)');
    expect(await uploads(status.videoId)).toEqual([]);
    await endWorker(metadata);
    server.requests.length = 0;
  });

  it('are read by ranges where they are, each byte about once', async () => {
    const env = { ...trusting(), FANOUT_SOURCE_NETWORKS: '127.0.0.0/8' };
    await Promise.all([stack.worker('metadata', env), stack.worker('transcode', env)]);
    answer = (request, response) => giveFile(clip, request, response);
    const { status, stderr } = await submit('/flower.mp4?signature=hidden');
    expect(status.state, stderr).toBe('completed');
    expect(status.source).toMatchObject({ name: 'flower.mp4', bytes: clip.length, access: { way: 'seek' } });
    expect(status.verification).toMatchObject({ ok: true, frames: 150 });
    expect(status.work.sourceBytesRead / clip.length).toBeGreaterThan(0.9);
    expect(status.work.sourceBytesRead / clip.length).toBeLessThan(1.5);
    expect(server.requests.filter(({ headers }) => headers.range === undefined)).toEqual([]);
    expect(await uploads(status.videoId)).toEqual([]);
  });

  it('are looked at for an estimate, where they are', async () => {
    const client = await connectClient(temporalConfigFromEnv(stack.servers.env));
    const deps = { client, store: stack.store };
    const spec = parseJobSpec({ ladder: ['240p'] });
    const estimate = (path: string) => {
      const source = { url: server.url(path), name: 'flower.mp4' };
      return estimateJob(deps, spec, source, { workers: 2 });
    };
    try {
      answer = (request, response) => giveFile(clip, request, response);
      expect(await estimate('/flower.mp4')).toMatchObject({
        source: { name: 'flower.mp4', bytes: clip.length, access: { way: 'seek' } },
        plan: { frames: 150, renditions: [{ name: '240p' }] },
      });
      answer = (_request, response) => giveWhole(clip, response);
      await expect(estimate('/flower.mp4')).rejects.toMatchObject({ code: 'USAGE' });
      const missing = { bucket: BUCKETS.source, key: 'nobody/source', name: 'film.mp4' };
      await expect(estimateJob(deps, spec, missing, { workers: 2 })).rejects.toMatchObject({
        code: 'SOURCE_NOT_FOUND',
      });
    } finally {
      await client.connection.close();
    }
  });

  it('are copied once from a server that knows no ranges', async () => {
    server.requests.length = 0;
    answer = (_request, response) => giveWhole(clip, response);
    const { status, stderr } = await submit('/flower.mp4');
    expect(status.state, stderr).toBe('completed');
    expect(status.verification).toMatchObject({ ok: true, frames: 150 });
    expect(server.requests.map(({ headers }) => headers.range)).toEqual(['bytes=0-0', undefined]);
    expect(await uploads(status.videoId)).toEqual([{ key: `${status.videoId}/source`, bytes: clip.length }]);
  });

  it('may have caption files from there, of which a bad one is left out', async () => {
    answer = (request, response) => {
      const srt = Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nOne\n');
      if (request.url === '/flower.mp4') giveFile(clip, request, response);
      else giveWhole(request.url === '/flower.de.srt?key=hidden' ? srt : Buffer.from('<html>'), response);
    };
    const files = [server.url('/flower.en.srt'), server.url('/flower.de.srt?key=hidden')];
    const { status, stderr } = await submit('/flower.mp4', `captionFiles=${files.join(',')}`);
    expect(status.state, stderr).toBe('completed');
    expect(status.degraded).toEqual([
      { what: 'captions', why: expect.stringMatching(/^flower\.en\.srt, line 1: a time is expected/) },
    ]);
    expect(status.files).toContain('hls/captions-2.vtt');
    const master = await stack.store.get(BUCKETS.encoded, `${status.videoId}/hls/master.m3u8`);
    expect(master?.toString().match(/TYPE=SUBTITLES.*/g)).toEqual([expect.stringContaining('LANGUAGE="de"')]);
  });

  it('are not kept when they turn out to be no video, nor is what came with them', async () => {
    answer = (_request, response) => giveWhole(Buffer.from('#EXTM3U\n#EXT-X-VERSION:3\n'), response);
    const captions = join(stack.home.dir, 'film.en.srt');
    await writeFile(captions, '1\n00:00:01,000 --> 00:00:02,000\nOne\n');
    const { status, exitCode } = await submit('/list.mp4', `captionFiles=${captions}`);
    expect({ exitCode, code: status.error?.code }).toEqual({ exitCode: 2, code: 'SOURCE_NOT_MEDIA' });
    expect(await uploads(status.videoId)).toEqual([]);
  });

  async function uploads(videoId: string) {
    const found = [];
    for await (const object of stack.store.list(BUCKETS.source, `${videoId}/`)) {
      // What later changes of a finished video need is no upload.
      if (object.key !== jobKey(videoId as VideoId)) found.push(object);
    }
    return found;
  }
});
