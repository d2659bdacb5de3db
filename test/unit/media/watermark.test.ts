import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeGrid,
  rational,
  type VideoRendition,
  videoRendition,
  type Watermark,
} from '../../../services/core/index.ts';
import {
  chunkArgs,
  cleanImage,
  cleanImageArgs,
  imageFormat,
  pngSize,
  SourceProxy,
} from '../../../services/media/index.ts';

const url = 'http://127.0.0.1:40000/00ff';
const markUrl = 'http://127.0.0.1:40000/aa00';
const grid = makeGrid(rational(30000, 1001), 1199, 6);
const track = {
  ...{ streamIndex: 1, startTicks: 0, timeBase: rational(1, 30000), containerStartSeconds: 0, codedHeight: 720 },
  colour: { range: 'tv', matrix: null, primaries: null, transfer: null },
  ...{ interlaced: false, correctedClock: false, skipsStart: false, momentary: false },
};
const watermark: Watermark = {
  image: { sha256: '00', bytes: 1, width: 400, height: 200 },
  ...{ position: 'top-left', opacity: 0.8, width: 0.1, margin: 0.02 },
};
const chunk = { index: 0, frames: { start: 0, end: 180 }, firstSegment: 0, segments: 1 };

function graph(colour: VideoRendition['colour'], mark: Watermark | null = watermark): string {
  const encoder = { codec: 'hevc', colour, preset: 'veryfast', crf: 23, hdr10: null, watermark: mark } as const;
  const context = { source: ['e'], way: 'seek', encoderVersion: 'v', grid, chunkSegments: 1, track };
  const renditions = [720, 360].map((height) => {
    const rung = { name: `${height}p`, width: (height * 16) / 9, height, maxrate: 1_000_000 };
    return videoRendition(rung as never, encoder, context);
  });
  const args = chunkArgs({ track, grid, renditions, chunk, openEnd: false }, url, mark && markUrl);
  return args[args.indexOf('-filter_complex') + 1] ?? '';
}

describe('the mark in the chunk command', () => {
  it('is laid over the largest rung, on the grid’s clock, before the smaller ones are made of it', () => {
    const [picture, mark, overlay, smaller, ...rest] = graph('bt709').split(';');
    expect(picture).toMatch(/setparams=[^,[]+\[clean\]$/);
    expect(mark).toBe(
      '[1:0]format=gbrap,premultiply=inplace=1,scale=128:64,unpremultiply=inplace=1,' +
        'colorchannelmixer=rr=1:gg=1:bb=1:aa=0.8000,scale=out_color_matrix=bt709:out_range=tv,format=yuva420p,' +
        'settb=1001/30000,setpts=0[mark]',
    );
    expect(overlay).toBe(
      '[clean][mark]overlay=x=24:y=24:eval=init:format=yuv420,settb=1001/30000,split=2[out0][next1]',
    );
    expect(smaller).toMatch(/^\[next1\]scale=640:360,/);
    expect(rest).toEqual([]);
  });

  it.each([
    ['pq', 0.58],
    ['hlg', 0.75],
  ] as const)('is no brighter than graphics are in %s, and blended in ten bits', (colour, white) => {
    expect(graph(colour)).toContain(`colorchannelmixer=rr=${white}:gg=${white}:bb=${white}:aa=0.8000`);
    expect(graph(colour)).toContain('out_color_matrix=bt2020:out_range=tv,format=yuva420p10le');
    expect(graph(colour)).toContain('format=yuv420p10,settb');
  });

  it('is not there when there is none, and never left out when there is one', () => {
    expect(graph('bt709', null)).not.toContain('overlay');
    const encoder = { codec: 'h264', colour: 'bt709', preset: 'veryfast', crf: 23, hdr10: null, watermark } as const;
    const rung = { name: '720p', width: 1280, height: 720, maxrate: 1_000_000 };
    const context = { source: ['e'], way: 'seek', encoderVersion: 'v', grid, chunkSegments: 1, track };
    const renditions = [videoRendition(rung as never, encoder, context)];
    expect(() => chunkArgs({ track, grid, renditions, chunk, openEnd: false }, url)).toThrow(RangeError);
  });
});

describe('the command on somebody’s image', () => {
  it.each([
    ['png', 'png_pipe', 'png'],
    ['jpeg', 'jpeg_pipe', 'mjpeg'],
    ['webp', 'webp_pipe', 'webp'],
  ] as const)('%s: opens it with one demuxer and one decoder', (format, demuxer, decoder) => {
    const args = cleanImageArgs(format, url);
    const input = args.slice(0, args.indexOf('-i'));
    const valueAfter = (flag: string) => input[input.indexOf(flag) + 1];
    expect(valueAfter('-f')).toBe(demuxer);
    expect(valueAfter('-format_whitelist')).toBe(demuxer);
    expect(valueAfter('-codec_whitelist')).toBe(decoder);
    expect(valueAfter('-protocol_whitelist')).toBe('http,tcp');
    expect(valueAfter('-max_pixels')).toBe('16777216');
    expect(() => cleanImageArgs(format, 'https://example.com/a.png')).toThrow(RangeError);
  });
});

describe('an image', () => {
  let dir: string;
  let proxy: SourceProxy;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'fanout-image-'));
    proxy = await SourceProxy.start();
  });

  afterAll(async () => {
    await proxy.stop();
    await rm(dir, { recursive: true });
  });

  /** A picture of ffmpeg's own, as a file of some kind. */
  async function made(size: string, ...encoder: string[]): Promise<Buffer> {
    const args = ['-v', 'error', '-f', 'lavfi', '-i', `testsrc=s=${size}`, '-frames:v', '1', ...encoder, 'pipe:1'];
    const { stdout } = await execa('ffmpeg', args, { encoding: 'buffer', stdin: 'ignore' });
    return Buffer.from(stdout);
  }

  const clean = (image: Buffer) =>
    cleanImage(image, { ffmpeg: 'ffmpeg', proxy, cwd: dir, signal: AbortSignal.timeout(20_000) });

  it.each([
    ['PNG', '300x200', ['-c:v', 'png', '-f', 'image2pipe'], { width: 300, height: 200 }],
    ['a large JPEG', '4000x1000', ['-c:v', 'mjpeg', '-f', 'image2pipe'], { width: 2048, height: 512 }],
    ['WebP', '64x64', ['-c:v', 'libwebp', '-f', 'image2pipe'], { width: 64, height: 64 }],
  ])('%s becomes a PNG with transparency', async (_name, size, encoder, wanted) => {
    const png = await clean(await made(size, ...encoder));
    expect(pngSize(png)).toEqual(wanted);
    // Colour type 6: RGBA.
    expect(png[25]).toBe(6);
  });

  it('that is damaged is refused', async () => {
    const png = await made('300x200', '-c:v', 'png', '-f', 'image2pipe');
    await expect(clean(png.subarray(0, png.length / 2))).rejects.toMatchObject({ code: 'WATERMARK_UNREADABLE' });
    const jpeg = await made('300x200', '-c:v', 'mjpeg', '-f', 'image2pipe');
    await expect(clean(jpeg.subarray(0, jpeg.length / 2))).rejects.toMatchObject({ code: 'WATERMARK_UNREADABLE' });
  });

  it('of too many pixels is refused', async () => {
    const image = await made('4200x4100', '-c:v', 'mjpeg', '-f', 'image2pipe');
    await expect(clean(image)).rejects.toMatchObject({ code: 'WATERMARK_UNREADABLE' });
  });

  it.each([
    ['a playlist', Buffer.from('#EXTM3U\nhttp://127.0.0.1/')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a GIF', Buffer.from('GIF89a')],
    ['nothing', Buffer.alloc(0)],
  ])('is not %s', (_name, head) => {
    expect(() => imageFormat(head, head.length)).toThrow(expect.objectContaining({ code: 'WATERMARK_UNREADABLE' }));
  });

  it('has at most ten megabytes', () => {
    const head = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
    expect(imageFormat(head, 10_000_000)).toBe('png');
    expect(() => imageFormat(head, 10_000_001)).toThrow(/10\.0 MB/);
  });
});
