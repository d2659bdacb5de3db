import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { decodeComplaints, decodedFrames, processesWith, TestHome } from '../support/home.ts';

/* `fanout run`: everything from nothing, with a real Temporal, a real S3 server and real ffmpeg. */

let home: TestHome;
beforeAll(async () => {
  home = await TestHome.create();
});
afterAll(() => home.remove());

describe.skipIf(!hasCorpus)('fanout run (needs MEDIA_CORPUS)', () => {
  it('turns a real video into streams with exactly its frames, at every seam, and leaves nothing behind', async () => {
    const out = join(home.dir, 'flower');
    const run = await home.fanout([
      ...['run', corpus('clips/mdn_flower.mp4'), '--out', out, '--json'],
      ...['--set', 'chunkSegments=1', '--set', 'segmentSeconds=2'],
    ]);
    expect(run.exitCode, run.stderr).toBe(0);
    const status = run.status();
    expect(status).toMatchObject({
      state: 'completed',
      output: out,
      hls: 'hls/master.m3u8',
      work: { chunks: 3, encoded: 3, reused: 0, retried: 0 },
      verification: { ok: true, frames: 150, seams: 2, audioOffsetMs: 0 },
    });
    expect(status.renditions.map((r) => r.name)).toEqual(['480p', '360p', '240p']);
    for (const { name } of status.renditions) expect(await decodedFrames(join(out, 'hls', `${name}.m3u8`))).toBe(150);
    expect(await decodeComplaints(join(out, 'hls/master.m3u8'))).toBe('');
    expect(JSON.parse(await readFile(join(out, 'video.json'), 'utf8'))).toMatchObject({ state: 'completed' });
    const files = await readdir(out, { recursive: true });
    expect(files.filter((name) => name.includes('chunks/'))).toEqual([]);
    expect(await readdir(join(home.dir, '.fanout'))).toEqual([]);
    expect(await processesWith(home.dir)).toEqual([]);
  });

  it('shows the right picture in every frame: SSIM of each against the scaled source', async () => {
    const out = join(home.dir, 'ssim');
    const source = corpus('clips/chthomos_bbb_480p_30s.mp4');
    const run = await home.fanout([
      ...['run', source, '--out', out, '--json', '--set', 'ladder=360p'],
      ...['--set', 'chunkSegments=1', '--set', 'segmentSeconds=2'],
    ]);
    expect(run.exitCode, run.stderr).toBe(0);
    const { renditions, verification } = run.status();
    const { width, height, frames } = renditions[0] ?? { width: 0, height: 0, frames: 0 };
    const stats = join(home.dir, 'ssim.log');
    await execa('ffmpeg', [
      ...['-v', 'error', '-i', join(out, 'hls/360p.m3u8'), '-i', source, '-lavfi'],
      `[0:v]settb=1/AVTB,setpts=N[a];[1:v]scale=${width}:${height},settb=1/AVTB,setpts=N[b];[a][b]ssim=stats_file=${stats}`,
      ...['-f', 'null', '-'],
    ]);
    const values = [...(await readFile(stats, 'utf8')).matchAll(/All:([\d.]+)/g)].map((match) => Number(match[1]));
    expect(values.length).toBe(frames);
    expect(verification?.seams).toBe(14);
    // A frame that is one off in this clip drops to 0.5-0.8; the encoder alone stays above 0.93.
    expect(Math.min(...values)).toBeGreaterThan(0.93);
  });

  it('processes a file whatever its name is', async () => {
    const out = join(home.dir, 'name');
    const run = await home.fanout(['run', corpus('bad/concat:a|b.mp4'), '--out', out, '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
  });

  it('refuses a file that was cut off in the middle, wherever its index is', async () => {
    for (const file of ['clips/mdn_flower.mp4', 'clips/bbb_1080p24_30s.mp4']) {
      const whole = await readFile(corpus(file));
      const cut = join(home.dir, 'cut.mp4');
      await writeFile(cut, whole.subarray(0, whole.length * 0.6));
      const run = await home.fanout(['run', cut, '--json']);
      expect([run.exitCode, run.status().error?.code]).toEqual([2, 'SOURCE_TRUNCATED']);
    }
  });

  it.each([
    ['bad/zero_byte.mp4', 'SOURCE_EMPTY'],
    ['bad/text_renamed.mp4', 'SOURCE_NOT_MEDIA'],
    ['bad/garbage_1MB.mp4', 'SOURCE_UNREADABLE'],
    ['odd/ax_sample_alac.mp4', 'SOURCE_NO_VIDEO'],
    ['bad/truncated_60pct.mkv', 'SOURCE_TRUNCATED'],
    ['bad/truncated_moov_missing.mp4', 'SOURCE_TRUNCATED'],
    ['bad/hls_self_reference.m3u8', 'SOURCE_NOT_MEDIA'],
    ['bad/hls_ssrf_http_loopback.mp4', 'SOURCE_NOT_MEDIA'],
    ['bad/ffconcat_sibling.mp4', 'SOURCE_NOT_MEDIA'],
    ['bad/h264_8192x8192_120frames_bomb.mp4', 'SOURCE_OVER_LIMITS'],
    ['bad/mov_1M_frames_2x2.mov', 'SOURCE_OVER_LIMITS'],
    ['no/such/file.mp4', 'SOURCE_NOT_FOUND'],
  ])('refuses %s with %s: exit code 2 within 10 s, nothing started', async (file, code) => {
    const run = await home.fanout(['run', corpus(file), '--json']);
    expect({ code: run.status().error?.code, exit: run.exitCode }).toEqual({ code, exit: 2 });
    expect(run.stderr).toContain('→ ');
    expect(run.seconds).toBeLessThan(10);
    expect(await processesWith(home.dir)).toEqual([]);
  });
});

describe('bad usage', () => {
  it.each([
    [['run', 'x.mp4', '--set', 'laddr=auto'], 'SPEC_UNKNOWN_KEY'],
    [['run', 'x.mp4', '--set', 'encoder.crf=400'], 'SPEC_INVALID'],
    [['run', 'gopher://host/x.mp4'], 'SOURCE_SCHEME_UNSUPPORTED'],
    [['status', '../../etc'], 'VIDEO_NOT_FOUND'],
  ])('%j: %s', async (args, code) => {
    const run = await home.fanout([...args, '--json'], {
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      MINIO_ENDPOINT: '127.0.0.1:1',
    });
    expect(run.exitCode).toBe(code === 'VIDEO_NOT_FOUND' ? 3 : 2);
    if (run.exitCode === 2) expect(run.status().error?.code).toBe(code);
  });

  it('a caption file that cannot be read is refused before anything else, with its line', async () => {
    const path = join(home.dir, 'film.en.srt');
    await writeFile(path, '1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\nTwo\n');
    const run = await home.fanout(['run', 'x.mp4', '--set', `captionFiles=${path}`, '--json']);
    expect([run.exitCode, run.status().error?.code]).toEqual([2, 'CAPTIONS_INVALID']);
    expect(run.stderr).toContain('film.en.srt, line 6: ');
  });

  it('an --out folder with files in it is refused before anything else', async () => {
    await writeFile(join(home.dir, 'taken'), '');
    const run = await home.fanout(['run', 'x.mp4', '--out', home.dir, '--json']);
    expect([run.exitCode, run.status().error?.code]).toEqual([2, 'OUTPUT_NOT_EMPTY']);
  });

  it('an unknown command or option exits with 2', async () => {
    expect((await home.fanout(['transmogrify'])).exitCode).toBe(2);
    expect((await home.fanout(['run', 'x.mp4', '--fast'])).exitCode).toBe(2);
  });

  it('a stack that is not there exits with 3 and says what to do', async () => {
    const run = await home.fanout(['list', '--json'], {
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      MINIO_ENDPOINT: '127.0.0.1:1',
    });
    expect([run.exitCode, run.status().error?.code]).toEqual([3, 'STACK_UNREACHABLE']);
    expect(run.stderr).toContain('fanout up');
  });
});
