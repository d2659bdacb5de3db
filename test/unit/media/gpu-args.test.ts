import { describe, expect, it } from 'vitest';
import {
  decodesOnGpu,
  encoderFor,
  makeGrid,
  makeLadder,
  planChunks,
  rational,
  type SourceTrack,
  type VideoCodec,
  videoRendition,
} from '../../../services/core/index.ts';
import { type ChunkJob, chunkArgs, encoderName } from '../../../services/media/index.ts';

const url = 'http://127.0.0.1:40000/00ff';
const markUrl = 'http://127.0.0.1:40000/00aa';
const grid = makeGrid(rational(30000, 1001), 1199, 6);
const track: SourceTrack = {
  streamIndex: 1,
  startTicks: 2002,
  timeBase: rational(1, 30000),
  containerStartSeconds: 0.05,
  codedHeight: 1080,
  colour: { range: 'tv', matrix: 'bt709', primaries: null, transfer: null },
  interlaced: false,
  correctedClock: false,
  momentary: false,
  skipsStart: false,
  gpuDecoding: true,
};
const mark = { image: { sha256: '00', bytes: 100, width: 200, height: 100 }, position: 'top-left', size: 0.1 };
const chunks = planChunks(grid, 1);

function job(change: Partial<ChunkJob> = {}, codec: VideoCodec = 'h264', watermark: unknown = null): ChunkJob {
  const context = { source: ['e'], way: 'seek' as const, encoderVersion: 'v', grid, chunkSegments: 1, track };
  const encoder = { codec, encoder: 'nvenc', colour: 'bt709', hdr10: null, preset: 'veryfast', crf: 23 } as const;
  const { rungs } = makeLadder({ width: 1920, height: 1080 }, grid.rate, ['720p', '360p']);
  const renditions = rungs.map((rung) => videoRendition(rung, { ...encoder, watermark: watermark as never }, context));
  const chunk = chunks[1];
  if (!chunk) throw new Error('no chunk');
  return { track, grid, renditions, chunk, openEnd: false, ...change };
}

const after = (args: readonly string[], flag: string) => args[args.indexOf(flag) + 1];
const graphOf = (of: ChunkJob, mark: string | null = null) => after(chunkArgs(of, url, mark), '-filter_complex') ?? '';

describe('the chunk command of a graphics card', () => {
  it('keeps a plain picture in the card’s memory from the decoder to all encoders, on the same grid as ever', () => {
    expect(graphOf(job())).toBe(
      '[0:1]setpts=PTS-2002,fps=30000/1001,trim=start_pts=180:end_pts=360,' +
        'scale_cuda=1280:720:format=nv12:passthrough=0,setsar=1,' +
        'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709,split=2[out0][next1];' +
        '[next1]scale_cuda=640:360:format=nv12:passthrough=0,setsar=1,' +
        'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709[out1]',
    );
  });

  it('has one device for decoder, filters and encoders, and seeks as software does', () => {
    const args = chunkArgs(job(), url);
    expect(args.join(' ')).toContain(
      '-init_hw_device cuda=gpu -filter_hw_device gpu -hwaccel cuda -hwaccel_device gpu -hwaccel_output_format cuda ' +
        '-extra_hw_frames 8 -threads 1 -copyts -ss 5.022733 -t 8.006000 ',
    );
    expect(args.indexOf('-hwaccel')).toBeLessThan(args.indexOf('-i'));
  });

  it('has all encoders in one process, each with a file of its own', () => {
    const { renditions } = job();
    const args = chunkArgs(job(), url);
    expect(args.filter((arg) => arg === 'h264_nvenc')).toHaveLength(2);
    expect(args.filter((arg) => arg.endsWith('.mp4'))).toEqual(renditions.map(({ hash }) => `file:${hash}.mp4`));
  });

  it('promises what chunks promise: IDR frames every GOP and nowhere else, one level, capped quality, bit-exact files', () => {
    const own = chunkArgs(job(), url);
    const last = own.slice(own.lastIndexOf('-map'));
    expect(last.join(' ')).toBe(
      '-map [out1] -an -sn -dn -map_metadata -1 -map_chapters -1 -fps_mode passthrough ' +
        '-c:v h264_nvenc -preset p3 -tune hq -profile:v high -level:v 3.0 -coder cabac ' +
        '-rc vbr -cq 23 -b:v 0 -maxrate 800000 -bufsize 1200000 ' +
        '-g 60 -forced-idr 1 -bf 2 -b_ref_mode disabled -rc-lookahead 20 -no-scenecut 1 -b_adapt 0 ' +
        '-color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv ' +
        '-flags +cgop+bitexact -fflags +bitexact ' +
        '-movflags +dash+delay_moov+frag_keyframe+default_base_moof+frag_discont+skip_trailer ' +
        `-avoid_negative_ts disabled -video_track_timescale 30000 -f mp4 file:${job().renditions[1]?.hash}.mp4`,
    );
    // The frames' own: those in the card's memory have no other.
    expect(own).not.toContain('-pix_fmt');
    expect(own).not.toContain('-crf');
  });

  it('makes HEVC of one profile and tier, as Apple’s players want it', () => {
    const args = chunkArgs(job({}, 'hevc'), url);
    expect(['-c:v', '-profile:v', '-tier', '-tag:v'].map((flag) => after(args, flag))).toEqual([
      'hevc_nvenc',
      'main',
      'main',
      'hvc1',
    ]);
  });

  it('weaves fields on the card', () => {
    expect(graphOf(job({ track: { ...track, interlaced: true } }))).toContain(
      'setpts=PTS-2002,yadif_cuda=mode=send_frame:deint=all,fps=',
    );
  });

  it.each([
    ['a codec that the card does not decode', { gpuDecoding: false }],
    ['a clock that jumps', { correctedClock: true }],
    ['a picture that lasts no time', { momentary: true }],
    ['full range', { colour: { ...track.colour, range: 'pc' } }],
    ['another matrix', { colour: { ...track.colour, matrix: 'smpte170m' } }],
    ['no matrix, and few lines', { codedHeight: 480, colour: { ...track.colour, matrix: null } }],
    ['HDR', { colour: { ...track.colour, transfer: 'smpte2084' } }],
  ])('leaves the largest picture to the processor, and hands it up: %s', (_what, change) => {
    const graph = graphOf(job({ track: { ...track, ...change } as SourceTrack }));
    const [largest, smaller] = graph.split(';');
    expect(largest).toMatch(/,scale=1280:720:.*,format=yuv420p,.*,format=nv12,hwupload,split=2\[out0\]\[next1\]$/);
    expect(smaller).toMatch(/^\[next1\]scale_cuda=640:360:/);
    expect(chunkArgs(job({ track: { ...track, ...change } as SourceTrack }), url)).not.toContain('-hwaccel');
  });

  it('tone-maps before it hands the picture up', () => {
    const hdr = { ...track, colour: { ...track.colour, transfer: 'smpte2084' } };
    const graph = graphOf(job({ track: hdr }));
    expect(graph.indexOf('tonemap=hable')).toBeLessThan(graph.indexOf('hwupload'));
  });

  it('lays a watermark over the largest picture before it hands it up', () => {
    const graph = graphOf(job({}, 'h264', { ...mark, opacity: 1, margin: 0.02 }), markUrl);
    expect(graph).toMatch(/\[clean\];.*overlay=.*,format=nv12,hwupload,split=2/);
    expect(() => chunkArgs(job({}, 'h264', mark), url)).toThrow(RangeError);
  });
});

describe('which encoder a rendition gets', () => {
  const rungs = [
    { width: 1920, height: 1080 },
    { width: 426, height: 240 },
  ];
  const nvenc: VideoCodec[] = ['h264', 'hevc'];

  it.each([
    ['what the card encodes', 'h264', 'bt709', rungs, nvenc, 'nvenc'],
    ['no card', 'h264', 'bt709', rungs, [], 'software'],
    ['a codec that the card lacks', 'hevc', 'bt709', rungs, ['h264'], 'software'],
    ['AV1, whatever the card says', 'av1', 'bt709', rungs, ['av1'], 'software'],
    ['HDR, of which NVENC loses the metadata', 'hevc', 'pq', rungs, nvenc, 'software'],
    [
      'a rung that is too small takes the others with it',
      'h264',
      'bt709',
      [...rungs, { width: 144, height: 82 }],
      nvenc,
      'software',
    ],
    ['a rung that is too large for H.264', 'h264', 'bt709', [{ width: 7680, height: 4320 }], nvenc, 'software'],
    ['and not for HEVC', 'hevc', 'bt709', [{ width: 7680, height: 4320 }], nvenc, 'nvenc'],
  ] as const)('%s', (_what, codec, colour, sizes, offered, encoder) => {
    expect(encoderFor(codec, colour, sizes, offered)).toBe(encoder);
  });

  it('is part of its hash, and of what it is called', () => {
    const [rung] = makeLadder({ width: 1920, height: 1080 }, grid.rate, ['360p']).rungs;
    if (!rung) throw new Error('no rung');
    const context = { source: ['e'], way: 'seek' as const, encoderVersion: 'v', grid, chunkSegments: 1, track };
    const [one, two] = (['software', 'nvenc'] as const).map((encoder) =>
      videoRendition(
        rung,
        { codec: 'h264', encoder, colour: 'bt709', hdr10: null, preset: 'veryfast', crf: 23, watermark: null },
        context,
      ),
    );
    expect(one?.hash).not.toBe(two?.hash);
    expect([one, two].map((rendition) => rendition && encoderName(rendition))).toEqual(['libx264', 'h264_nvenc']);
  });
});

describe('which sources a card decodes', () => {
  const video = { codec: 'h264', pixelFormat: 'yuv420p', codedWidth: 1920, codedHeight: 1080, rotation: 0 } as const;
  it.each([
    [{}, true],
    [{ codec: 'hevc', pixelFormat: 'yuv420p10le' }, true],
    [{ pixelFormat: 'yuv420p10le' }, false],
    [{ pixelFormat: 'yuv422p' }, false],
    [{ codec: 'prores', pixelFormat: 'yuv422p10le' }, false],
    [{ codec: 'constructor' }, false],
    [{ rotation: 90 }, false],
    [{ turned: true }, false],
    [{ codedWidth: 7680, codedHeight: 4320 }, false],
    [{ codedWidth: 128, codedHeight: 96 }, false],
  ] as const)('%j: %s', (change, decodes) => {
    expect(decodesOnGpu({ ...video, ...change })).toBe(decodes);
  });
});
