import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { threeLetters } from '../../services/core/index.ts';
import { parseLoudness } from '../../services/media/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { decodeComplaints, decodedFrames } from '../support/home.ts';
import { decodedSound, likeness, power } from '../support/sound.ts';
import { TestStack } from '../support/stack.ts';

/* Inputs of many kinds and every output, through a stack that stays: real Temporal, real S3, real ffmpeg. */

let stack: TestStack;
let outputs: string;

beforeAll(async () => {
  if (!hasCorpus) return;
  stack = await TestStack.startWhole();
  outputs = join(stack.home.dir, 'outputs');
  await mkdir(outputs);
}, 60_000);

afterAll(async () => {
  if (hasCorpus) await stack.stop();
}, 60_000);

async function process(file: string, ...pairs: string[]) {
  const set = pairs.flatMap((pair) => ['--set', pair]);
  const run = await stack.fanout('submit', isAbsolute(file) ? file : corpus(file), '--wait', '--json', ...set);
  return { ...run, status: run.status() };
}

async function download(videoId: string): Promise<string> {
  const dir = join(outputs, videoId);
  const { exitCode, stderr } = await stack.fanout('download', videoId, '--out', dir);
  expect(exitCode, stderr).toBe(0);
  return dir;
}

interface Stream {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly nb_read_packets: string;
  readonly tags?: { readonly language?: string };
  readonly disposition?: { readonly default: number };
}

async function streams(path: string): Promise<Stream[]> {
  const args = ['-v', 'error', '-count_packets', '-show_streams', '-of', 'json', path];
  return JSON.parse((await execa('ffprobe', args, { stdin: 'ignore' })).stdout).streams;
}

/** Two programmes one after the other, as a broadcaster sends them: surround sound, then stereo. */
async function layoutChange(dir: string): Promise<string> {
  const parts = await Promise.all(
    (['5.1', 'stereo'] as const).map(async (layout, i) => {
      const path = join(dir, `${layout}.ts`);
      await execa('ffmpeg', [
        ...['-y', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25:duration=3'],
        ...['-f', 'lavfi', '-i', `sine=frequency=${440 * (i + 1)}:duration=3,aformat=channel_layouts=${layout}`],
        ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'ac3', '-output_ts_offset', String(3 * i), path],
      ]);
      return readFile(path);
    }),
  );
  const path = join(dir, 'layout-change.ts');
  await writeFile(path, Buffer.concat(parts));
  return path;
}

/** Integrated loudness in LUFS. */
async function loudnessOf(path: string): Promise<number | null> {
  const filter = ['-af', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-'];
  const { stderr } = await execa('ffmpeg', ['-hide_banner', '-nostats', '-i', path, ...filter], { stdin: 'ignore' });
  return parseLoudness(stderr.split('\n')).integrated;
}

async function firstFrameSideData(path: string): Promise<unknown[]> {
  const args = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_frames',
    '-read_intervals',
    '%+#1',
    '-of',
    'json',
    path,
  ];
  return JSON.parse((await execa('ffprobe', args, { stdin: 'ignore' })).stdout).frames[0].side_data_list ?? [];
}

describe.skipIf(!hasCorpus)('the media range (needs MEDIA_CORPUS)', () => {
  it('makes every output of one job from the same segments', async () => {
    const { status, stderr } = await process(
      'clips/chthomos_bbb_480p_30s.mp4',
      ...['codecs=h264,hevc,av1', 'outputs=hls,dash,mp4,audio', 'ladder=240p', 'segmentSeconds=2', 'chunkSegments=4'],
      'encoder.preset=superfast',
    );
    expect(status.state, stderr).toBe('completed');
    expect(status.degraded).toEqual([]);
    expect(status.verification).toMatchObject({ ok: true, frames: 720, seams: 3, audioOffsetMs: 0 });
    for (const proof of status.verification?.proofs ?? []) {
      expect(proof).toMatchObject({ chunks: 4, framesPlanned: 720, framesFound: 720, firstTick: 0 });
      expect(proof.endTick / proof.timescale).toBe(30);
    }
    expect(status.verification?.proofs.map(({ name }) => name)).toEqual(['240p', '240p-hevc', '240p-av1', 'audio']);
    const dir = await download(status.videoId);
    for (const name of ['240p', '240p-hevc', '240p-av1']) {
      expect(await decodedFrames(join(dir, 'hls', `${name}.m3u8`))).toBe(720);
      expect((await streams(join(dir, 'mp4', `${name}.mp4`)))[0]?.nb_read_packets).toBe('720');
    }
    expect(await decodeComplaints(join(dir, 'hls/master.m3u8'))).toBe('');
    const master = await readFile(join(dir, 'hls/master.m3u8'), 'utf8');
    expect(master).toMatch(/CODECS="avc1\.[0-9a-f]{6},mp4a\.40\.2"/);
    expect(master).toMatch(/CODECS="hvc1\.1\.6\.L\d+\.90,mp4a\.40\.2"/);
    expect(master).toMatch(/CODECS="av01\.0\.\d\dM\.08,mp4a\.40\.2"/);
    expect((await readFile(join(dir, 'dash/manifest.mpd'), 'utf8')).match(/<AdaptationSet /g)).toHaveLength(4);
    expect((await streams(join(dir, 'audio/audio.m4a')))[0]).toMatchObject({ codec_name: 'aac' });
    expect(await streams(join(dir, 'poster.jpg'))).toMatchObject([{ codec_name: 'mjpeg', width: 428, height: 240 }]);
    expect(await readdir(join(dir, 'storyboard'))).toEqual(['sprite-001.jpg', 'storyboard.vtt']);
  }, 180_000);

  it('cuts a clip to the frame, and its sound with it', async () => {
    const { status, stderr } = await process(
      'clips/chthomos_bbb_480p_30s.mp4',
      ...['clip.start=7.5', 'clip.end=15.5', 'ladder=240p', 'segmentSeconds=2', 'chunkSegments=1'],
    );
    expect(status.state, stderr).toBe('completed');
    expect(status.verification).toMatchObject({ ok: true, frames: 192, seams: 3, audioOffsetMs: 0 });
    const dir = await download(status.videoId);
    const stats = join(dir, 'ssim.log');
    await execa('ffmpeg', [
      ...[
        '-v',
        'error',
        '-i',
        join(dir, 'hls/240p.m3u8'),
        '-ss',
        '7.5',
        '-i',
        corpus('clips/chthomos_bbb_480p_30s.mp4'),
      ],
      '-lavfi',
      '[0:v]settb=1/1000,setpts=N[a];[1:v]fps=24,scale=428:240,settb=1/1000,setpts=N[b];' +
        `[a][b]ssim=stats_file=${stats}:shortest=1`,
      ...['-an', '-f', 'null', '-'],
    ]);
    const values = [...(await readFile(stats, 'utf8')).matchAll(/ Y:([\d.]+)/g)].map((match) => Number(match[1]));
    // A frame that is one off in this clip drops to 0.5-0.8 and takes the mean with it.
    expect(values.slice(0, 192).reduce((sum, value) => sum + value, 0) / 192).toBeGreaterThan(0.95);
    const sound = await decodedSound(join(dir, 'hls/audio.m3u8'));
    expect(sound).toHaveLength(8 * 8000);
    const found = likeness(await decodedSound(corpus('clips/chthomos_bbb_480p_30s.mp4'), 7.5, 15.5), sound);
    expect(found.lag).toBe(0);
    expect(found.likeness).toBeGreaterThan(0.98);
  }, 120_000);

  it('indexes a transport stream once, and cuts the copy', async () => {
    const { status, stderr } = await process('odd/ax_sample_h265.ts');
    expect(status.state, stderr).toBe('completed');
    expect(status.source?.access.way).toBe('index');
    expect(status.verification).toMatchObject({ ok: true, frames: 30 });
    expect(await readdir(await download(status.videoId))).not.toContain('work');
  }, 60_000);

  it('reads a file whose length is a lie in one pass', async () => {
    const { status, stderr } = await process('odd/ax_sample_fragmented.mp4');
    expect(status.state, stderr).toBe('completed');
    expect(status.source?.access.way).toBe('one-pass');
    expect(status.source?.durationSeconds).toBeLessThan(2);
  }, 60_000);

  it('gives every sound track and every text track of the source', async () => {
    const { status, stderr } = await process('odd/tc_nasa_13013.mp4');
    expect(status.state, stderr).toBe('completed');
    const dir = await download(status.videoId);
    const master = await readFile(join(dir, 'hls/master.m3u8'), 'utf8');
    expect(master.match(/TYPE=AUDIO/g)).toHaveLength(status.source?.audioTracks ?? 0);
    expect(master.match(/TYPE=SUBTITLES/g)).toHaveLength(2);
    expect(await readFile(join(dir, 'hls/captions-1.vtt'), 'utf8')).toMatch(
      /^WEBVTT\n.*\n\n\d\d:\d\d:\d\d\.\d{3} --> /,
    );
  }, 60_000);

  it.each(['off', '-20'])('keeps sound whole whose layout changes on its way, at loudness %s', async (loudness) => {
    const small = ['ladder=240p', 'segmentSeconds=2', 'chunkSegments=1', `audio.loudness=${loudness}`];
    const { status, stderr } = await process(await layoutChange(outputs), ...small);
    expect(status.state, stderr).toBe('completed');
    expect(status.verification).toMatchObject({ ok: true, audioOffsetMs: 0 });
    const dir = await download(status.videoId);
    expect(await decodeComplaints(join(dir, 'hls/master.m3u8'))).toBe('');
    const sound = join(dir, 'hls/audio.m3u8');
    const found = await execa('ffmpeg', [
      ...['-v', 'info', '-nostats', '-i', sound, '-af', 'silencedetect=noise=-60dB:duration=0.1', '-f', 'null', '-'],
    ]);
    expect(found.stderr).toContain('Duration: 00:00:06.00');
    expect(found.stderr).not.toContain('silence_start');
    // The first segment is from before the change was found where nothing measured the sound: as loud as what follows it.
    const [before, seam, after] = await Promise.all(
      [0.5, 1.9, 2.2].map(async (from) => power(await decodedSound(sound, from, from + 0.2))),
    );
    expect((seam ?? 0) / (before ?? 1)).toBeCloseTo(1, 1);
    expect((after ?? 0) / (before ?? 1)).toBeCloseTo(1, 1);
    // One gain for both programmes, found in all of it.
    if (loudness !== 'off') expect(await loudnessOf(sound)).toBeCloseTo(Number(loudness), 0);
  }, 60_000);

  it('adds caption files after the text tracks of the source, on the clock of the clip', async () => {
    const [srt, vtt] = [join(outputs, 'film.en.srt'), join(outputs, 'film.pt-BR.vtt')];
    await writeFile(srt, '\uFEFF1\r\n00:00:00,500 --> 00:00:02,000\r\nA <i>b</i> --> c & d\r\n\r\n');
    await writeFile(
      vtt,
      'WEBVTT\n\n00:01.500 --> 50:00:00.000 line:0\n<b>Olá</b>\n\n50:00:00.000 --> 50:00:01.000\nx\n',
    );
    const { status, stderr } = await process(
      'odd/tc_nasa_13013.mp4',
      ...[`captionFiles=${srt},${vtt}`, 'clip.start=1', 'clip.end=3'],
    );
    expect(status.state, stderr).toBe('completed');
    expect(status.degraded).toEqual([]);
    const dir = await download(status.videoId);
    const master = await readFile(join(dir, 'hls/master.m3u8'), 'utf8');
    expect(master.match(/TYPE=SUBTITLES/g)).toHaveLength(4);
    expect(master).toMatch(/NAME="en 3",LANGUAGE="en",.*URI="captions-3.m3u8"/);
    expect(master).toMatch(/NAME="pt-BR 4",LANGUAGE="pt-BR",.*URI="captions-4.m3u8"/);
    expect(await readFile(join(dir, 'hls/captions-3.vtt'), 'utf8')).toMatch(
      /^WEBVTT\n.*\n\n00:00:00\.000 --> 00:00:01\.000\nA <i>b<\/i> --&gt; c &amp; d\n$/,
    );
    expect(await readFile(join(dir, 'hls/captions-4.vtt'), 'utf8')).toMatch(
      /^WEBVTT\n.*\n\n00:00:00\.500 --> 00:00:0[12]\.\d{3} line:0\n<b>Olá<\/b>\n$/,
    );
    expect(await readFile(join(dir, 'dash/manifest.mpd'), 'utf8')).toContain('../hls/captions-4.vtt');
  }, 60_000);

  it('names the languages in files for download, of which the first track is what plays', async () => {
    const { status, stderr } = await process('odd/gen_multi_audio_4lang.mkv', 'ladder=240p', 'outputs=hls,mp4,audio');
    expect(status.state, stderr).toBe('completed');
    const dir = await download(status.videoId);
    const sounds = (await streams(join(dir, 'mp4/240p.mp4'))).slice(1);
    expect(sounds.map(({ tags }) => tags?.language)).toEqual(
      status.audio.map(({ language }) => threeLetters(language)),
    );
    expect(new Set(status.audio.map(({ language }) => language)).size).toBe(4);
    expect(sounds.map(({ disposition }) => disposition?.default)).toEqual([1, 0, 0, 0]);
    expect((await streams(join(dir, 'audio/audio-2.m4a')))[0]?.tags?.language).toBe(
      threeLetters(status.audio[1]?.language ?? ''),
    );
  }, 60_000);

  it('makes pictures for plain screens of a video that is HDR only', async () => {
    const { status, stderr } = await process(
      'odd/ax_hlg10-color-test.mp4',
      ...['codecs=hevc', 'hdr=preserve', 'ladder=240p'],
    );
    expect(status.state, stderr).toBe('completed');
    expect(status.degraded).toEqual([]);
    const dir = await download(status.videoId);
    expect(await streams(join(dir, 'poster.jpg'))).toMatchObject([{ codec_name: 'mjpeg', pix_fmt: 'yuvj420p' }]);
    expect(await readdir(join(dir, 'storyboard'))).toEqual(['sprite-001.jpg', 'storyboard.vtt']);
  }, 60_000);

  it('keeps HDR where it was asked for, and tone-maps it elsewhere', async () => {
    const { status, stderr } = await process(
      'odd/ax_hdr10-video-with-sdr-container.mp4',
      ...['codecs=h264,hevc,av1', 'hdr=preserve', 'ladder=240p'],
    );
    expect(status.state, stderr).toBe('completed');
    const dir = await download(status.videoId);
    expect((await streams(join(dir, 'hls/240p-hevc.m3u8')))[0]).toMatchObject({
      ...{ codec_name: 'hevc', pix_fmt: 'yuv420p10le', color_transfer: 'smpte2084', color_primaries: 'bt2020' },
    });
    expect(await firstFrameSideData(join(dir, 'hls/240p-hevc.m3u8'))).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ max_content: 1000, max_average: 200 }),
        expect.objectContaining({ min_luminance: '50/10000', max_luminance: '1000/10000' }),
      ]),
    );
    expect(await readFile(join(dir, 'hls/master.m3u8'), 'utf8')).toMatch(
      /av01\.0\.\d\dM\.10\.0\.11\d\.09\.16\.09\.0.*VIDEO-RANGE=PQ/,
    );
    expect((await streams(join(dir, 'hls/240p.m3u8')))[0]).toMatchObject({
      pix_fmt: 'yuv420p',
      color_transfer: 'bt709',
    });
  }, 60_000);
});
