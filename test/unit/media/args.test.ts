import { describe, expect, it } from 'vitest';
import {
  type Chunk,
  makeGrid,
  makeLadder,
  planChunks,
  rational,
  type SourceTrack,
  type VideoRendition,
  videoRendition,
} from '../../../services/core/index.ts';
import {
  audioArgs,
  type ChunkJob,
  captionsArgs,
  chunkArgs,
  levelArgs,
  levelledJob,
  loudnessArgs,
  timelineArgs,
} from '../../../services/media/index.ts';

const url = 'http://127.0.0.1:40000/00ff';
const grid = makeGrid(rational(30000, 1001), 1199, 6);
const track: SourceTrack = {
  streamIndex: 1,
  startTicks: 2002,
  timeBase: rational(1, 30000),
  containerStartSeconds: 0.05,
  codedHeight: 1080,
  colour: { range: 'tv', matrix: null, primaries: null, transfer: null },
  interlaced: false,
  correctedClock: false,
  momentary: false,
  skipsStart: false,
};
const renditions: VideoRendition[] = makeLadder({ width: 1920, height: 1080 }, grid.rate, ['720p', '360p']).rungs.map(
  (rung) =>
    videoRendition(
      rung,
      { codec: 'h264', colour: 'bt709', hdr10: null, preset: 'veryfast', crf: 23, watermark: null },
      { source: ['e'], way: 'seek', encoderVersion: 'v', grid, chunkSegments: 1, track },
    ),
);
const chunks = planChunks(grid, 1);
const job = (index: number, change: Partial<ChunkJob> = {}): ChunkJob => ({
  track,
  grid,
  renditions,
  chunk: chunks[index] as Chunk,
  openEnd: index === chunks.length - 1,
  ...change,
});
const valueAfter = (args: string[], flag: string) => args[args.indexOf(flag) + 1];

describe('the chunk command', () => {
  it('does not seek for the first chunk', () => {
    const args = chunkArgs(job(0), url);
    expect(args).not.toContain('-ss');
    expect(valueAfter(args, '-t')).toBe('8.006000');
  });

  it('seeks a second early, corrected for the container’s and the track’s start', () => {
    const args = chunkArgs(job(1), url);
    // 6.006 s − 1 s pre-roll + 2002/30000 s − 0.05 s
    expect(valueAfter(args, '-ss')).toBe('5.022733');
    expect(args.indexOf('-ss')).toBeLessThan(args.indexOf('-i'));
  });

  it('puts frames on the grid, cuts by frame number and scales from the rung above', () => {
    expect(valueAfter(chunkArgs(job(1), url), '-filter_complex')).toBe(
      '[0:1]setpts=PTS-2002,fps=30000/1001,trim=start_pts=180:end_pts=360,' +
        'scale=1280:720:in_color_matrix=bt709:in_range=tv:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709,split=2[out0][next1];' +
        '[next1]scale=640:360,setsar=1,format=yuv420p,' +
        'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709[out1]',
    );
  });

  it('leaves the last chunk open, since only the source knows where it ends', () => {
    const filter = valueAfter(chunkArgs(job(chunks.length - 1), url), '-filter_complex');
    expect(filter).toContain(`trim=start_pts=${chunks.at(-1)?.frames.start},scale`);
  });

  it('adds the start of a source that begins before zero', () => {
    const args = chunkArgs(job(0, { track: { ...track, startTicks: -512 } }), url);
    expect(valueAfter(args, '-filter_complex')).toContain('setpts=PTS+512,');
  });

  it('holds the first picture from the start of the grid, in the first chunk only', () => {
    expect(valueAfter(chunkArgs(job(0), url), '-filter_complex')).toContain('fps=30000/1001:start_time=0,');
    expect(valueAfter(chunkArgs(job(1), url), '-filter_complex')).not.toContain('start_time');
  });

  it('weaves fields into frames before they are counted', () => {
    const filter = valueAfter(chunkArgs(job(1, { track: { ...track, interlaced: true } }), url), '-filter_complex');
    expect(filter).toContain('bwdif=mode=send_frame:deint=all,fps=');
  });

  it('holds a single picture that lasts no time for a frame', () => {
    const filter = valueAfter(chunkArgs(job(0, { track: { ...track, momentary: true } }), url), '-filter_complex');
    expect(filter).toContain('tpad=stop_mode=clone:stop_duration=33367us,fps=');
  });

  it('leaves the clock to ffmpeg where that of the file may jump', () => {
    expect(chunkArgs(job(0, { track: { ...track, correctedClock: true } }), url)).not.toContain('-copyts');
    expect(chunkArgs(job(0), url)).toContain('-copyts');
  });

  it('tone-maps HDR for an SDR output and keeps it for an HDR one', () => {
    const hdr = { ...track, colour: { ...track.colour, transfer: 'smpte2084' } };
    const sdr = valueAfter(chunkArgs(job(1, { track: hdr }), url), '-filter_complex');
    expect(sdr).toContain('tonemap=hable');
    const [first] = renditions;
    const kept = { ...first, codec: 'hevc', colour: 'pq', level: null } as VideoRendition;
    const args = chunkArgs(job(1, { track: hdr, renditions: [kept] }), url);
    expect(valueAfter(args, '-filter_complex')).not.toContain('tonemap');
    expect(valueAfter(args, '-pix_fmt')).toBe('yuv420p10le');
    expect([valueAfter(args, '-color_trc'), valueAfter(args, '-profile:v'), valueAfter(args, '-tag:v')]).toEqual([
      'smpte2084',
      'main10',
      'hvc1',
    ]);
  });

  it('hands on the static metadata of HDR10, in each encoder’s own words', () => {
    const primaries = { red: { x: 34_000, y: 16_000 }, green: { x: 13_250, y: 34_500 }, blue: { x: 7_500, y: 3_000 } };
    const display = { ...primaries, white: { x: 15_635, y: 16_450 }, minLuminance: 1, maxLuminance: 10_000_000 };
    const hdr10 = { display, light: { max: 1000, average: 400 } };
    const [first] = renditions;
    const args = (codec: string) => {
      const rendition = { ...first, codec, colour: 'pq', hdr10, level: null } as VideoRendition;
      return chunkArgs(job(1, { renditions: [rendition] }), url);
    };
    expect(valueAfter(args('hevc'), '-x265-params')).toContain(
      ':master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400',
    );
    expect(valueAfter(args('av1'), '-svtav1-params')).toContain(
      ':mastering-display=G(0.265,0.69)B(0.15,0.06)R(0.68,0.32)WP(0.3127,0.329)L(1000,0.0001):content-light=1000,400',
    );
  });

  it.each([
    ['hevc', 'libx265', '-x265-params', 'open-gop=0'],
    ['av1', 'libsvtav1', '-svtav1-params', 'irefresh-type=2'],
  ] as const)('encodes %s with %s and closed GOPs', (codec, encoder, option, value) => {
    const args = chunkArgs(job(1, { renditions: renditions.map((r) => ({ ...r, codec, level: null })) }), url);
    expect(valueAfter(args, '-c:v')).toBe(encoder);
    expect(valueAfter(args, option)).toContain(value);
    expect(valueAfter(args, '-g')).toBe('60');
  });

  it('writes what players need: closed GOPs, one init for all chunks, decode times on the grid', () => {
    const args = chunkArgs(job(1), url);
    expect(valueAfter(args, '-movflags')).toBe(
      '+dash+delay_moov+frag_keyframe+default_base_moof+frag_discont+skip_trailer',
    );
    expect(valueAfter(args, '-x264-params')).toBe('stitchable=1:vbv-init=0.5');
    expect(valueAfter(args, '-video_track_timescale')).toBe('30000');
    expect([valueAfter(args, '-g'), valueAfter(args, '-keyint_min'), valueAfter(args, '-sc_threshold')]).toEqual([
      '60',
      '60',
      '0',
    ]);
    expect(valueAfter(args, '-avoid_negative_ts')).toBe('disabled');
  });

  it.each([
    ['bt470bg', 1080, 'smpte170m'],
    ['bt2020nc', 1080, 'bt2020'],
    [null, 480, 'smpte170m'],
    [null, 720, 'bt709'],
  ])('converts a %s source of %i lines from %s', (matrix, codedHeight, wanted) => {
    const changed = { ...track, codedHeight, colour: { ...track.colour, matrix } };
    expect(valueAfter(chunkArgs(job(0, { track: changed }), url), '-filter_complex')).toContain(
      `in_color_matrix=${wanted}:`,
    );
  });
});

describe('the timeline of a chunk', () => {
  it('is read as the chunk is, and hashed before anything is scaled or woven', () => {
    const woven = { ...track, interlaced: true };
    const args = timelineArgs({ ...job(1), track: woven }, url);
    const chunk = chunkArgs(job(1), url);
    expect(args.slice(args.indexOf('-copyts'), args.indexOf('-map'))).toEqual(
      chunk.slice(chunk.indexOf('-copyts'), chunk.indexOf('-filter_complex')),
    );
    expect(valueAfter(args, '-vf')).toBe('setpts=PTS-2002,fps=30000/1001,trim=start_pts=180:end_pts=360');
    expect(valueAfter(args, '-f')).toBe('framemd5');
  });
});

describe('every command on a user’s file', () => {
  const audio = {
    kind: 'audio',
    name: 'audio',
    hash: renditions[0]?.hash,
    codec: 'aac',
    audioIndex: 2,
    channels: 2,
    bitrate: 128_000,
    language: 'und',
    loudness: null,
  };
  const commands = {
    chunk: chunkArgs(job(1), url),
    audio: audioArgs({ track, grid, rendition: audio as never, openEnd: false }, url),
    loudness: loudnessArgs({ track, grid, rendition: audio as never, openEnd: false }, url),
    captions: captionsArgs(
      [3, 5].map((streamIndex) => ({
        streamIndex,
        codec: streamIndex === 3 ? 'subrip' : 'mov_text',
        file: `/scratch/${streamIndex}.text`,
      })),
      url,
    ),
  };

  it.each(Object.entries(commands))('%s: is on the allow-lists, before the input', (_name, args) => {
    const input = args.slice(0, args.indexOf('-i'));
    expect(valueAfter(input, '-protocol_whitelist')).toBe('http,tcp');
    expect(valueAfter(input, '-format_whitelist')?.split(',')).not.toContain('hls');
    expect(valueAfter(input, '-codec_whitelist')?.split(',')).not.toContain('magicyuv');
    for (const flag of ['-max_alloc', '-max_streams', '-max_pixels']) expect(input).toContain(flag);
    expect(args).toContain('-nostdin');
  });

  it('reads from a source proxy and nowhere else', () => {
    for (const other of [
      'https://example.com/a.mp4',
      'file:/etc/passwd',
      'http://127.0.0.1.evil:80/ab',
      'concat:a|b',
    ]) {
      expect(() => chunkArgs(job(0), other)).toThrow(RangeError);
    }
  });

  it('reads a source once for all of its text', () => {
    const { captions } = commands;
    expect(captions.filter((arg) => arg === '-i')).toHaveLength(1);
    expect(captions.filter((arg) => arg.startsWith('file:'))).toEqual(['file:/scratch/3.text', 'file:/scratch/5.text']);
    expect(captions.flatMap((arg, i) => (arg === '-map' ? [captions[i + 1]] : []))).toEqual(['0:3', '0:5']);
    expect(captions.flatMap((arg, i) => (captions[i - 1] === '-c:s' ? arg : []))).toEqual(['copy', 'srt']);
  });

  it('encodes the track that was chosen, from the grid’s zero to its end', () => {
    expect(valueAfter(commands.audio, '-map')).toBe('0:a:2');
    expect(valueAfter(commands.audio, '-af')).toBe(
      'asetpts=PTS-round((2002*1/30000)/TB),aresample=48000:async=1:first_pts=0,' +
        'aformat=sample_fmts=fltp:channel_layouts=stereo,apad,atrim=start_sample=0:end_sample=1920318',
    );
  });

  it('passes over what comes before a clip, a second early, unless the clock may jump', () => {
    // 2002/30000 s + 100 s − 1 s − 0.05 s
    const clip = { ...track, startTicks: 3_002_002, skipsStart: true };
    const args = audioArgs({ track: clip, grid, rendition: audio as never, openEnd: false }, url);
    expect(valueAfter(args, '-ss')).toBe('99.016733');
    expect(args.indexOf('-ss')).toBeLessThan(args.indexOf('-i'));
    expect(valueAfter(args, '-af')).toContain(
      'asetpts=PTS-round((3002002*1/30000)/TB),aresample=48000:async=1:first_pts=0',
    );
    expect(commands.audio).not.toContain('-ss');
    const jumping = { ...clip, correctedClock: true };
    expect(audioArgs({ track: jumping, grid, rendition: audio as never, openEnd: false }, url)).not.toContain('-ss');
  });

  it('levels no more of a track than the video has, from where the clip starts', () => {
    const clip = { track: { ...track, skipsStart: true }, grid, rendition: audio as never, openEnd: false };
    const args = levelArgs(clip, url, '/scratch/level.mka');
    expect(valueAfter(args, '-af')).toContain('atrim=start=0:end=40.006625,');
    expect(args).toContain('-ss');
    // The copy starts at the clip.
    expect(audioArgs(levelledJob(clip), url)).not.toContain('-ss');
  });

  it('measures what it encodes, and applies one gain to it', () => {
    const filter = valueAfter(commands.audio, '-af');
    expect(valueAfter(commands.loudness, '-af')).toBe(`${filter},ebur128=peak=true:framelog=verbose`);
    const louder = audioArgs({ track, grid, rendition: audio as never, openEnd: false }, url, -4.5);
    expect(valueAfter(louder, '-af')).toBe(`${filter},volume=-4.5dB`);
  });
});
