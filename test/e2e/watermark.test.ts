import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKETS } from '../../services/core/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { decodedFrames } from '../support/home.ts';
import { TestStack } from '../support/stack.ts';

/* A red square on four chunks of two seconds, compared with the same job without it. */

const FILM = 'clips/chthomos_bbb_480p_30s.mp4';
const CHUNK_FRAMES = 48;
const RUNGS = [
  { name: '480p', width: 854, height: 480 },
  { name: '240p', width: 428, height: 240 },
] as const;

/** A PNG by its first bytes, and no more of one. */
const NOT_QUITE_PNG = Buffer.from('\x89PNG\r\n\x1a\nnothing of an image', 'latin1');

let stack: TestStack;
let mark: string;

beforeAll(async () => {
  if (!hasCorpus) return;
  stack = await TestStack.startWhole();
  mark = join(stack.home.dir, 'mark.png');
  await execa('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=red:s=100x100', '-frames:v', '1', mark]);
});

afterAll(async () => {
  if (hasCorpus) await stack.stop();
});

const submit = (...pairs: string[]) =>
  stack.fanout('submit', corpus(FILM), '--wait', '--json', ...pairs.flatMap((pair) => ['--set', pair]));

/** Runs a job of eight seconds. @returns the folder of its output */
async function make(...pairs: string[]): Promise<string> {
  const short = ['clip.end=8', 'segmentSeconds=2', 'chunkSegments=1', 'encoder.preset=superfast', 'captions=false'];
  const run = await submit('ladder=480p,240p', ...short, ...pairs);
  const status = run.status();
  expect(status.state, run.stderr).toBe('completed');
  expect(status.verification).toMatchObject({ ok: true, frames: 4 * CHUNK_FRAMES, seams: 3, audioOffsetMs: 0 });
  const dir = join(stack.home.dir, status.videoId);
  expect((await stack.fanout('download', status.videoId, '--out', dir)).exitCode).toBe(0);
  return dir;
}

interface Region {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** The mean red, green and blue of a square in some frames of a rung. */
async function colours(dir: string, rung: string, { x, y, size }: Region, frames: string): Promise<number[][]> {
  const filter = `select=${frames},crop=${size}:${size}:${x}:${y},scale=1:1:flags=area,format=rgb24`;
  const args = [
    '-v',
    'error',
    '-i',
    join(dir, 'hls', `${rung}.m3u8`),
    '-an',
    '-vf',
    filter,
    '-fps_mode',
    'passthrough',
  ];
  const { stdout } = await execa('ffmpeg', [...args, '-f', 'rawvideo', '-'], { encoding: 'buffer', stdin: 'ignore' });
  return Array.from({ length: stdout.length / 3 }, (_, i) => [...stdout.subarray(3 * i, 3 * i + 3)]);
}

const furthest = (a: readonly number[][], b: readonly number[][]) =>
  Math.max(...a.flatMap((colour, i) => colour.map((value, c) => Math.abs(value - (b[i]?.[c] ?? Number.NaN)))));

describe.skipIf(!hasCorpus)('a watermark (needs MEDIA_CORPUS)', () => {
  it('lies over every frame of every rung at the same place, and changes nothing else', async () => {
    const plain = await make();
    const set = ['position=top-left', 'width=0.1', 'margin=0.02', 'opacity=0.5'].map((pair) => `watermark.${pair}`);
    const marked = await make(`watermark.image=${mark}`, ...set);
    for (const { name, width, height } of RUNGS) {
      const playlist = join('hls', `${name}.m3u8`);
      expect(await decodedFrames(join(marked, playlist))).toBe(await decodedFrames(join(plain, playlist)));
      // The first frame of each chunk, and its last.
      const seams = `not(mod(n\\,${CHUNK_FRAMES}))+not(mod(n+1\\,${CHUNK_FRAMES}))`;
      const inside = { x: Math.ceil(width * 0.035), y: Math.ceil(width * 0.035), size: Math.floor(width * 0.07) };
      const [before, after] = [await colours(plain, name, inside, seams), await colours(marked, name, inside, seams)];
      expect(after).toHaveLength(8);
      const blended = before.map(([r = 0, g = 0, b = 0]) => [r / 2 + 127, g / 2, b / 2]);
      expect(furthest(after, blended), `${name} inside`).toBeLessThan(8);
      const outside = { x: width >> 1, y: height >> 1, size: inside.size };
      const [there, here] = [await colours(plain, name, outside, seams), await colours(marked, name, outside, seams)];
      expect(furthest(there, here), `${name} outside`).toBeLessThan(4);
    }
  }, 120_000);

  it('is refused before anything is encoded when it is no image, wherever it lies', async () => {
    const key = 'marks/film.png';
    await stack.store.put(BUCKETS.source, key, NOT_QUITE_PNG, { contentType: 'image/png', cacheControl: 'none' });
    const run = await submit('ladder=240p', 'clip.end=2', `watermark.image=s3://${BUCKETS.source}/${key}`);
    const status = run.status();
    expect(status).toMatchObject({ state: 'failed', error: { code: 'WATERMARK_UNREADABLE' }, work: { encoded: 0 } });
    expect(run.exitCode).toBe(2);
    const left = [];
    for await (const object of stack.store.list(BUCKETS.encoded, `${status.videoId}/`)) left.push(object.key);
    expect(left).toEqual([]);
  }, 60_000);

  it('is looked at before anything is uploaded', async () => {
    const text = join(stack.home.dir, 'mark.svg');
    await writeFile(text, '<svg/>');
    for (const [image, code] of [
      [text, 'WATERMARK_UNREADABLE'],
      [join(stack.home.dir, 'none.png'), 'SOURCE_NOT_FOUND'],
      ['ftp://example.com/a.png', 'SOURCE_SCHEME_UNSUPPORTED'],
    ]) {
      const run = await submit(`watermark.image=${image}`);
      expect(run.exitCode).toBe(2);
      expect(run.stderr + run.stdout).toContain(code);
    }
  }, 60_000);
});
