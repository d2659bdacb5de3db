import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobStatus } from '../../services/core/index.ts';
import { CAPTIONS, CLIP } from './barcode-clip.ts';
import { BarcodeJob, SEAMS } from './barcode-job.ts';
import { type PageCall, TestBrowser } from './browser.ts';
import { Checklist } from './checklist.ts';
import { decodedCodes } from './decoded.ts';
import type { Playback } from './page-api.ts';
import { parseDash, parseHls } from './parsed.ts';
import { watchToTheEnd } from './watch-page.ts';

/*
 * One job with every output at once, as viewers get it: read through the gateway by the players that people use, in a
 * real browser. Every frame of the source carries its number, so that what is shown can be told from what should be.
 */

const FRAME = 1 / CLIP.rate;
const ALL_FRAMES = Array.from({ length: CLIP.frames }, (_, frame) => frame);
const STREAMS = [
  { player: 'hls.js', path: 'hls/master.m3u8' },
  { player: 'shaka-player', path: 'dash/manifest.mpd' },
] as const;

const checked = new Checklist();
let job: BarcodeJob;
let browser: TestBrowser;
let status: JobStatus;

beforeAll(async () => {
  browser = await TestBrowser.start();
  job = await BarcodeJob.start();
});
afterAll(async () => {
  process.stdout.write(`\n${browser?.version}\n${checked}\n\n`);
  await browser?.stop();
  await job?.stop();
});

const open = (call: PageCall, { player, path }: (typeof STREAMS)[number], codec?: string) =>
  call('open', { player, url: job.url(path), rate: CLIP.rate, ...(codec ? { codec } : {}) });

it('plays on the watch page from its start to its end while it is being made, through a change of codec', async () => {
  const page = await browser.newPage();
  const watched = await watchToTheEnd(page, job.watchPage, '360p H.264');
  expect(watched).toMatchObject({ problems: [], startedAt: 0 });
  expect(watched.playableAtStart).toBeLessThan(CLIP.seconds);
  expect(watched.rungs).toEqual(['Auto', '360p AV1', '360p H.264', '240p AV1', '240p H.264']);
  expect(Math.abs(watched.endedAt - CLIP.seconds)).toBeLessThan(FRAME);
  checked.add('watch page', 'opened while the job ran', `started with ${watched.playableAtStart} s; ${watched.state}`);
  await page.close();
}, 330_000);

it('completes with nothing left out', async () => {
  status = await job.end();
  expect(status).toMatchObject({ state: 'completed', degraded: [], hls: STREAMS[0].path, dash: STREAMS[1].path });
  expect(status.verification).toMatchObject({ ok: true, frames: CLIP.frames, seams: SEAMS.length });
}, 120_000);

describe.each(STREAMS)('$path in $player', (stream) => {
  it.each([
    ['what it chooses', undefined],
    ['H.264', 'avc1'],
  ])(
    'plays %s without an error, a stall or a gap, and every picture is that of its time',
    async (name, codec) => {
      await browser.use(async (call) => {
        await open(call, stream, codec);
        const played = await call('play');
        expect(played).toMatchObject({ problems: [], wrong: [], mostRanges: 1 });
        // A busy machine may leave out pictures; which ones it shows is up to it.
        expect(played.seen).toBeGreaterThan(CLIP.frames / 2);
        expect(played.decodedFrames).toBeGreaterThanOrEqual(CLIP.frames);
        expect(played.decodedAudioBytes).toBeGreaterThan(0);
        expect(played.codec).toMatch(codec ?? /^av01/);
        for (const end of [played.duration, played.endedAt, played.buffered[0]?.[1] ?? 0]) {
          expect(Math.abs(end - CLIP.seconds)).toBeLessThan(FRAME / 2);
        }
        checked.add(`${stream.path}, ${name}`, played.player, describePlayback(played), [stream.path]);
      });
    },
    120_000,
  );

  it.each(['avc1', 'av01'])('shows the right frame on both sides of every seam (%s)', async (codec) => {
    await browser.use(async (call) => {
      const frames = SEAMS.flatMap((seam) => [seam - 1, seam]);
      const shown: (number | null)[] = [];
      for (const [i, frame] of frames.entries()) {
        // Into what is not there yet. Chromium takes the frame after the wanted one for near enough, whatever the
        // stream, while only that is buffered; so each seam is met by a player that has neither.
        if (i % 2 === 0) await open(call, stream, codec);
        shown.push(await call('seek', (frame + 0.5) / CLIP.rate));
        expect(await call('problems')).toEqual([]);
      }
      expect(shown).toEqual(frames);
      checked.add(`${stream.path}, ${codec}`, `${stream.player}, seeks`, `${shown.length} at seams, all right`);
    });
  }, 120_000);

  it('shows the captions at their time', async () => {
    await browser.use(async (call) => {
      await open(call, stream);
      expect(await call('captions')).toEqual(CAPTIONS);
      checked.add(`${stream.path}, captions`, stream.player, `${CAPTIONS.length} cues at their time`);
    });
  }, 60_000);
});

it('files load in plain elements, and show the right frame in the middle', async () => {
  const files = status.files.filter((path) => /\.(?:mp4|m4a)$/.test(path));
  expect(files).toHaveLength(2 * 3 + 1);
  await browser.use(async (call) => {
    for (const path of files) {
      if (path.endsWith('-hevc.mp4')) continue;
      const isVideo = path.endsWith('.mp4');
      const file = await call('file', isVideo ? 'video' : 'audio', job.url(path), CLIP.rate);
      const rung = status.renditions.find(({ name }) => path === `mp4/${name}.mp4`);
      const { width = 0, height = 0 } = rung ?? {};
      expect(file, path).toMatchObject({ width, height, middle: isVideo ? CLIP.frames / 2 : null });
      expect(Math.abs(file.duration - CLIP.seconds), path).toBeLessThan(FRAME);
      checked.add(path, `<${isVideo ? 'video' : 'audio'}>`, `${file.duration} s`, [path]);
    }
  });
}, 60_000);

it('sound starts where it did in the source, at every second', async () => {
  await browser.use(async (call) => {
    const sound = await call('sound', job.url('audio/audio.m4a'));
    expect(sound.ticks).toHaveLength(CLIP.seconds);
    // Seconds; a tick of 1 kHz is over the threshold within a quarter of a millisecond.
    const latest = Math.max(...sound.ticks.slice(1).map((at, second) => Math.abs(at - second - 1)));
    expect(latest).toBeLessThan(0.002);
    checked.add('audio/audio.m4a', 'WebAudio', `${sound.ticks.length} ticks, off by ${(latest * 1000).toFixed(2)} ms`);
  });
}, 60_000);

it('HEVC, which Chromium does not play, is decoded with every frame at its place', async () => {
  const names = status.renditions.filter(({ codec }) => codec === 'hevc').map(({ name }) => name);
  expect(names).toHaveLength(2);
  for (const path of names.flatMap((name) => [`hls/${name}.m3u8`, `mp4/${name}.mp4`])) {
    expect(await decodedCodes(job.url(path)), path).toEqual(ALL_FRAMES);
    checked.add(path, 'ffmpeg', `${CLIP.frames} frames right`, [path]);
  }
}, 60_000);

it('pictures have their sizes', async () => {
  await browser.use(async (call) => {
    const poster = await call('image', job.url('poster.jpg'));
    expect(poster).toEqual({ width: CLIP.width, height: CLIP.height });
    checked.add('poster.jpg', '<img>', `${poster.width} × ${poster.height}`, ['poster.jpg']);
    const track = await (await fetch(job.url('storyboard/storyboard.vtt'))).text();
    const places = [...track.matchAll(/^(sprite-\d+\.jpg)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm)];
    // A keyframe every two seconds.
    expect(places).toHaveLength(CLIP.seconds / 2);
    for (const sprite of new Set(places.map(([, name]) => `storyboard/${name}`))) {
      const { width, height } = await call('image', job.url(sprite));
      for (const [, , x, y, w, h] of places.map((place) => place.map(Number))) {
        expect((x ?? 0) + (w ?? 0)).toBeLessThanOrEqual(width);
        expect((y ?? 0) + (h ?? 0)).toBeLessThanOrEqual(height);
      }
      checked.add(sprite, '<img>', `${width} × ${height}, ${places.length} pictures`, [sprite]);
    }
    checked.add('storyboard/storyboard.vtt', 'parsed', `${places.length} cues`, ['storyboard/storyboard.vtt']);
  });
}, 60_000);

it.each([
  ['hls/', 'hls-parser', parseHls],
  ['dash/', 'mpd-parser', parseDash],
] as const)('%s is accepted by %s, and every track lasts as long as the video', async (path, parser, parse) => {
  const { tracks, paths } = await parse(job.url());
  for (const track of tracks) expect(track.duration, track.name).toBeCloseTo(CLIP.seconds, 4);
  checked.add(`${path}*`, parser, `${tracks.length} tracks of ${CLIP.seconds} s, ${paths.length} files`, paths);
});

it('nothing was put out that was not checked', async () => {
  checked.add('video.json', 'asked for', 'not for viewers', ['video.json']);
  expect((await fetch(job.url('video.json'))).status).toBe(404);
  expect(checked.missing(await job.paths())).toEqual([]);
});

function describePlayback({ codec, seen, wrong, problems, buffered, decodedFrames, droppedFrames }: Playback): string {
  const frames = `${decodedFrames} decoded, ${droppedFrames} dropped, ${seen} seen, ${wrong.length} wrong`;
  return `${codec}: ${frames}; ${problems.length} errors or stalls, ${buffered.length} range`;
}
