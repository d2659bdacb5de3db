import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { TestHome } from '../support/home.ts';
import { giveFile, giveWhole, TestCertificate, TestWebServer } from '../support/web-server.ts';

/* `fanout estimate` needs ffprobe and no server. */

/** Nobody listens there: whoever asked a stack would fail. */
const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1', MINIO_ENDPOINT: '127.0.0.1:1' };

let home: TestHome;
beforeAll(async () => {
  home = await TestHome.create();
});
afterAll(() => home.remove());

const estimate = (...args: string[]) => home.fanout(['estimate', ...args], NOWHERE);

describe.skipIf(!hasCorpus)('fanout estimate', () => {
  const clip = corpus('clips/bbb_1080p24_30s.mp4');

  it('prints one object, and nothing else there', async () => {
    const { stdout, exitCode } = await estimate(clip, '--json', '--aws', '--set', 'ladder=720p,360p');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toHaveLength(1);
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual(['source', 'plan', 'work', 'time', 'output', 'aws', 'notes']);
    expect(result.plan).toMatchObject({ frames: 721, renditions: [{ name: '720p' }, { name: '360p' }] });
    expect(result.aws.places.map(({ speed }: { speed: string }) => speed)).toEqual([
      'measured',
      'measured',
      'assumed',
      'assumed',
    ]);
  });

  it('prints lines for people', async () => {
    const { stdout, exitCode } = await estimate(clip, '--profile', 'mobile');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^source {6}bbb_1080p24_30s\.mp4: 1920×1080, 24 fps, 30\.0 s/);
    expect(stdout).not.toContain('us-east-1');
  });

  it('looks at a file on the web by its ranges, and asks for the file where the server knows none', async () => {
    const bytes = await readFile(clip);
    const certificate = await TestCertificate.make();
    const server = await TestWebServer.start(certificate, (request, response) => {
      if (request.url === '/whole.mp4') giveWhole(bytes, response);
      else giveFile(bytes, request, response);
    });
    const env = { NODE_EXTRA_CA_CERTS: certificate.path, FANOUT_SOURCE_NETWORKS: '127.0.0.0/8' };
    try {
      const ranges = await home.fanout(['estimate', server.url('/film.mp4'), '--json'], env);
      expect(JSON.parse(ranges.stdout)).toMatchObject({ source: { name: 'film.mp4' }, plan: { frames: 721 } });
      const whole = await home.fanout(['estimate', server.url('/whole.mp4'), '--json'], env);
      expect([whole.exitCode, JSON.parse(whole.stdout).error.hint]).toEqual([2, 'Download it, and pass the file.']);
    } finally {
      await server.stop();
      await certificate.remove();
    }
  });

  it.each([
    [['missing.mp4'], 'SOURCE_NOT_FOUND'],
    [[corpus('INDEX.tsv')], 'SOURCE_NOT_MEDIA'],
    [['s3://videos/film.mp4'], 'USAGE'],
    [['https://127.0.0.1/film.mp4'], 'SOURCE_URL_REFUSED'],
    [[clip, '--speed', 'fast'], 'USAGE'],
    [[clip, '--region', 'mars'], 'USAGE'],
    [[clip, '--workers', '0'], 'USAGE'],
    [[clip, '--set', 'ladder=9p'], 'SPEC_INVALID'],
    [[clip, '--set', 'clip.start=99'], 'CLIP_EMPTY'],
    [[clip, '--set', `watermark.image=${join('no', 'logo.png')}`], 'SOURCE_NOT_FOUND'],
  ])('refuses %j with exit code 2', async (args, code) => {
    const { stdout, exitCode } = await estimate(...args, '--json');
    expect([exitCode, JSON.parse(stdout).error.code]).toEqual([2, code]);
  });
});
