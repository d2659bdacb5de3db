import { describe, expect, it } from 'vitest';
import {
  makeGrid,
  makeLadder,
  rational,
  type SourceTrack,
  type VideoRendition,
  videoRendition,
} from '../../../services/core/index.ts';
import {
  type ChunkJob,
  chunkArgs,
  finishedSsimArgs,
  parseSsim,
  referenceArgs,
  sampleArgs,
  sampleSsimArgs,
} from '../../../services/media/index.ts';

const source = 'http://127.0.0.1:40000/00ff';
const grid = makeGrid(rational(30000, 1001), 1199, 6);
const track: SourceTrack = {
  streamIndex: 0,
  startTicks: 0,
  timeBase: rational(1, 30000),
  containerStartSeconds: 0,
  codedHeight: 1080,
  colour: { range: 'tv', matrix: 'bt709', primaries: null, transfer: null },
  interlaced: false,
  correctedClock: false,
  skipsStart: false,
  momentary: false,
};
const renditions = makeLadder({ width: 1920, height: 1080 }, grid.rate, ['720p', '360p']).rungs.map((rung) =>
  videoRendition(
    rung,
    { codec: 'h264', colour: 'bt709', hdr10: null, watermark: null, preset: 'veryfast', crf: 23 },
    { source: ['e'], way: 'seek', encoderVersion: 'v', grid, chunkSegments: 1, track },
  ),
);
const [large, small] = renditions as [VideoRendition, VideoRendition];
const job: ChunkJob = { track, grid, renditions, chunk: { frames: { start: 600, end: 630 } }, openEnd: false };
const valueAfter = (args: string[], flag: string) => args[args.indexOf(flag) + 1];
const from = (args: string[], flag: string) => args.slice(args.indexOf(flag));

describe('references', () => {
  const args = referenceArgs(job, source, null);

  it('seek and filter as a chunk of the same frames does', () => {
    const chunk = chunkArgs(job, source);
    const head = (all: string[]) => all.slice(all.indexOf('-progress'), all.indexOf('-filter_complex') + 2);
    expect(head(args)).toEqual(head(chunk));
    expect(valueAfter(args, '-filter_complex')).toContain('trim=start_pts=600:end_pts=630,');
  });

  it('keep every pixel', () => {
    expect(from(args, '-map')).toEqual([
      ...['-map', '[out0]', '-fps_mode', 'passthrough', '-c:v', 'rawvideo', '-pix_fmt', 'yuv420p'],
      ...['-f', 'nut', `file:${large.hash}.nut`],
      ...['-map', '[out1]', '-fps_mode', 'passthrough', '-c:v', 'rawvideo', '-pix_fmt', 'yuv420p'],
      ...['-f', 'nut', `file:${small.hash}.nut`],
    ]);
    const kept = [{ ...large, codec: 'hevc' as const, colour: 'pq' as const }];
    expect(valueAfter(referenceArgs({ ...job, renditions: kept }, source, null), '-pix_fmt')).toBe('yuv420p10le');
  });
});

describe('samples', () => {
  it('are encoded with exactly what a chunk is encoded with, but for the rate factor', () => {
    const settings = (args: string[]) => {
      const own = from(args, '-c:v');
      return own.slice(0, own.indexOf('+bitexact', own.indexOf('-fflags')) + 1);
    };
    const tried = { ...large, crf: 18 };
    const args = sampleArgs([tried], grid);
    expect(settings(args)).toEqual(settings(chunkArgs({ ...job, renditions: [tried] }, source)));
    expect(valueAfter(args, '-crf')).toBe('18');
    expect(valueAfter(args, '-i')).toBe(`file:${large.hash}.nut`);
    expect(valueAfter(args, '-protocol_whitelist')).toBe('file');
  });

  it('are compared with their own references, all in one run', () => {
    const args = sampleSsimArgs(renditions, grid);
    expect(args.filter((_, i) => args[i - 1] === '-i')).toEqual(
      renditions.flatMap(({ hash }) => [`file:${hash}.sample.mp4`, `file:${hash}.nut`]),
    );
    expect(valueAfter(args, '-filter_complex')).toBe(
      '[0:v]settb=1001/30000,setpts=N[encoded0];[1:v]settb=1001/30000,setpts=N[reference0];' +
        `[encoded0][reference0]ssim=shortest=1:repeatlast=0:stats_file=${large.hash}.ssim[ssim0];` +
        '[2:v]settb=1001/30000,setpts=N[encoded1];[3:v]settb=1001/30000,setpts=N[reference1];' +
        `[encoded1][reference1]ssim=shortest=1:repeatlast=0:stats_file=${small.hash}.ssim[ssim1]`,
    );
    expect(args.slice(args.indexOf('-map'))).toEqual([
      ...['-map', '[ssim0]', '-map', '[ssim1]', '-fps_mode', 'passthrough', '-f', 'null', '-'],
    ]);
  });
});

describe('the comparison of finished renditions', () => {
  const finished = ['http://127.0.0.1:40000/0a', 'http://127.0.0.1:40000/0b'];
  const urls = { source, mark: null, finished };

  it('decodes the source once, and cuts the same frames out of each rendition', () => {
    const args = finishedSsimArgs(job, urls, 60);
    expect(args.filter((_, i) => args[i - 1] === '-i')).toEqual([source, ...finished]);
    const filter = valueAfter(args, '-filter_complex') ?? '';
    const graph = valueAfter(chunkArgs(job, source), '-filter_complex') ?? '';
    expect(filter.startsWith(`${graph};`)).toBe(true);
    expect(filter).toContain('[1:v]trim=start_frame=60:end_frame=90,settb=1001/30000,setpts=N[encoded0]');
    expect(filter).toContain('[2:v]trim=start_frame=60:end_frame=90,settb=1001/30000,setpts=N[encoded1]');
    expect(filter).toContain('[out1]settb=1001/30000,setpts=N[reference1]');
  });

  it('compares what is marked with what is marked', () => {
    const image = { sha256: 'a', bytes: 10, width: 64, height: 32 };
    const watermark = { image, position: 'center', width: 0.1, margin: 0.02, opacity: 1 } as const;
    const marked = { ...job, renditions: renditions.map((rendition) => ({ ...rendition, watermark })) };
    const args = finishedSsimArgs(marked, { ...urls, mark: 'http://127.0.0.1:40000/0c' }, 0);
    expect(args.filter((_, i) => args[i - 1] === '-i')).toEqual([source, 'http://127.0.0.1:40000/0c', ...finished]);
    const filter = valueAfter(args, '-filter_complex') ?? '';
    expect(filter).toContain('overlay=');
    expect(filter).toContain('[2:v]trim=start_frame=0:end_frame=30,');
    expect(() => referenceArgs(marked, source, null)).toThrow(RangeError);
  });

  it('reads from source proxies only', () => {
    expect(() => finishedSsimArgs(job, { ...urls, finished: ['file:/etc/passwd'] }, 0)).toThrow(RangeError);
  });
});

describe('what the comparison writes', () => {
  it('is read frame by frame, the luma alone', () => {
    const text = [
      'n:1 Y:0.977102 U:0.988801 V:0.990012 All:0.981213 (17.261537)',
      'n:2 Y:1.000000 U:1.000000 V:1.000000 All:1.000000 (inf)',
      'n:10 Y:0.9 U:0.5 V:0.5 All:0.7 (5.2)',
      '',
    ].join('\n');
    expect(parseSsim(text)).toEqual([0.977102, 1, 0.9]);
    expect(parseSsim('')).toEqual([]);
  });
});
