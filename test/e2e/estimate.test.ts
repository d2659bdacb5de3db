import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { TestHome } from '../support/home.ts';

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
