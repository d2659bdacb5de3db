import { describe, expect, it } from 'vitest';
import { asFanoutError, rational } from '../../../services/core/index.ts';
import { makeBox, words } from '../../../services/media/boxes.ts';
import { PacketOrder } from '../../../services/media/display-times.ts';
import { rejectProtected } from '../../../services/media/encryption.ts';
import { hdr10Of } from '../../../services/media/hdr10.ts';
import { av1CodecString, hevcCodecString } from '../../../services/media/init-segment.ts';
import { rejectTruncated } from '../../../services/media/integrity.ts';
import { showsFields } from '../../../services/media/interlace.ts';
import { firstTimestamp } from '../../../services/media/measure.ts';
import { parseProbe } from '../../../services/media/probe.ts';
import { ProgressParser } from '../../../services/media/progress.ts';
import { rejectNonMedia } from '../../../services/media/sniff.ts';
import { type ByteSource, parseRange } from '../../../services/media/source/index.ts';

const codeOf = async (act: () => unknown) => {
  try {
    await act();
  } catch (error) {
    return asFanoutError(error).code;
  }
  return 'accepted';
};

describe('first bytes', () => {
  it.each([
    ['#EXTM3U\n#EXT-X-VERSION:3', 'SOURCE_NOT_MEDIA'],
    ['  \n#EXTM3U', 'SOURCE_NOT_MEDIA'],
    ['\xef\xbb\xbf<?xml version="1.0"?>', 'SOURCE_NOT_MEDIA'],
    ['ffconcat version 1.0', 'SOURCE_NOT_MEDIA'],
    ['v=0\r\no=- 0 0 IN IP4', 'SOURCE_NOT_MEDIA'],
    ['\x89PNG\r\n\x1a\n', 'SOURCE_NOT_MEDIA'],
    ['\xff\xd8\xff\xe0', 'SOURCE_NOT_MEDIA'],
    ['Just some words.\n', 'SOURCE_NOT_MEDIA'],
    ['\x00\x00\x00\x18ftypisom', 'accepted'],
    ['\x1a\x45\xdf\xa3\x01', 'accepted'],
  ])('%j: %s', async (text, code) => {
    expect(await codeOf(() => rejectNonMedia(Buffer.from(text, 'latin1')))).toBe(code);
  });
});

function source(bytes: Buffer, size = bytes.length): ByteSource {
  return { identity: 'x', size, read: async (start, end) => bytes.subarray(start, end) };
}

describe('truncation', () => {
  const ftyp = makeBox('ftyp', Buffer.from('isom'));
  const moov = makeBox('moov', Buffer.alloc(100));
  const mdat = makeBox('mdat', Buffer.alloc(500));

  it.each([
    ['whole, index first', Buffer.concat([ftyp, moov, mdat]), 'accepted'],
    ['whole, index last', Buffer.concat([ftyp, mdat, moov]), 'accepted'],
    ['media cut off', Buffer.concat([ftyp, moov, mdat]).subarray(0, 400), 'SOURCE_TRUNCATED'],
    ['index cut off', Buffer.concat([ftyp, mdat, moov]).subarray(0, -10), 'SOURCE_TRUNCATED'],
    ['trailing garbage', Buffer.concat([ftyp, moov, mdat, Buffer.from([0xff, 0xfe, 1, 2, 3, 4, 5, 6, 7])]), 'accepted'],
    [
      'media to the end of the file',
      Buffer.concat([ftyp, moov, words(0), Buffer.from('mdat'), Buffer.alloc(9)]),
      'accepted',
    ],
  ])('MP4: %s', async (_what, bytes, code) => {
    expect(await codeOf(() => rejectTruncated(source(bytes)))).toBe(code);
  });

  const matroska = (length: number[], body: number) =>
    Buffer.concat([
      Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x81, 0]),
      Buffer.from([0x18, 0x53, 0x80, 0x67, ...length]),
      Buffer.alloc(body),
    ]);

  it.each([
    ['whole', matroska([0x40, 100], 100), 'accepted'],
    ['cut off', matroska([0x40, 100], 50), 'SOURCE_TRUNCATED'],
    ['of unknown length', matroska([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 50), 'accepted'],
  ])('Matroska: %s', async (_what, bytes, code) => {
    expect(await codeOf(() => rejectTruncated(source(bytes)))).toBe(code);
  });
});

describe('what ffprobe prints', () => {
  const video = {
    index: 0,
    codec_name: 'h264',
    codec_type: 'video',
    codec_tag_string: 'avc1',
    width: 720,
    height: 576,
    pix_fmt: 'yuv420p',
    sample_aspect_ratio: '64:45',
    r_frame_rate: '25/1',
    avg_frame_rate: '25/1',
    time_base: '1/12800',
    start_pts: 1024,
    duration_ts: 128_000,
    duration: '10.000000',
  };
  const parse = (...streams: object[]) =>
    parseProbe({ format: { format_name: 'mov', start_time: '0.08', duration: '10.0' }, streams }, 5);

  it('becomes facts: square pixels, exact start', () => {
    expect(parse(video)).toMatchObject({
      startSeconds: 0.08,
      video: {
        width: 1024,
        height: 576,
        startTicks: 1024,
        timeBase: rational(1, 12800),
        constantRate: true,
        rotation: 0,
      },
    });
  });

  it.each([
    [-90, 90, 576, 1024],
    [90, 270, 576, 1024],
    [180, 180, 1024, 576],
    [-180, 180, 1024, 576],
  ])('turns the picture as side data of %i degrees says', (side, rotation, width, height) => {
    expect(parse({ ...video, side_data_list: [{ rotation: side }] }).video).toMatchObject({ rotation, width, height });
  });

  it.each([
    ['upright', [65536, 0, 0, 65536], 0, undefined],
    ['mirrored from top to bottom', [65536, 0, 0, -65536], 0, true],
    ['turned by an eighth', [46340, -46340, 46340, 46340], 45, true],
    ['turned by a quarter', [0, 65536, -65536, 0], -90, true],
  ])('says whether something has to turn a picture: %s', (_, [a, b, c, d], rotation, turned) => {
    const displaymatrix = `\n00000000: ${a} ${b} 0\n00000001: ${c} ${d} 0\n00000002: 0 0 1073741824\n`;
    expect(parse({ ...video, side_data_list: [{ displaymatrix, rotation }] }).video?.turned).toBe(turned);
  });

  it('does not take cover art for the video', () => {
    const cover = { ...video, codec_name: 'mjpeg', disposition: { attached_pic: 1 } };
    expect(parse(cover).video).toBeNull();
    expect(parse(cover, { ...video, index: 1 }).video?.streamIndex).toBe(1);
  });

  it('calls a rate constant only where nominal and average agree', () => {
    expect(parse({ ...video, r_frame_rate: '90000/1' }).video?.constantRate).toBe(false);
    expect(parse({ ...video, avg_frame_rate: '2497/100' }).video?.constantRate).toBe(true);
  });

  it('lets nobody’s text into a playlist as a language', () => {
    const audio = { index: 1, codec_type: 'audio', codec_name: 'aac', tags: { language: 'en",URI="x' } };
    expect(parse(video, audio).audio[0]?.language).toBe('und');
  });

  it('reads Matroska’s durations', () => {
    const { duration_ts: _ticks, duration: _seconds, ...rest } = video;
    expect(parse({ ...rest, tags: { DURATION: '00:01:30.042000000' } }).video?.durationSeconds).toBe(90.042);
  });
});

describe('progress', () => {
  it('comes block by block, however the bytes are cut', () => {
    const parser = new ProgressParser();
    const text = 'frame=10\nout_time_us=400000\nprogress=continue\nframe=20\nout_time_us=N/A\nprogress=end\n';
    const seen = [...text].flatMap((letter) => parser.feed(letter));
    expect(seen).toEqual([
      { frame: 10, outTimeUs: 400_000, ended: false },
      { frame: 20, outTimeUs: null, ended: true },
    ]);
  });
});

describe('byte ranges', () => {
  it.each([
    [undefined, { start: 0, end: 100 }],
    ['bytes=0-', { start: 0, end: 100 }],
    ['bytes=10-19', { start: 10, end: 20 }],
    ['bytes=90-500', { start: 90, end: 100 }],
    ['bytes=-5', { start: 95, end: 100 }],
    ['bytes=100-', null],
    ['bytes=5-4', null],
    ['bytes=-', null],
    ['chars=0-1', null],
    ['bytes=0-1,5-6', null],
  ])('%s', (header, range) => {
    expect(parseRange(header, 100)).toEqual(range);
  });
});

describe('codec strings', () => {
  const box = (type: string, hex: string) => Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(hex, 'hex')]);

  it('name HEVC by profile, compatibility, level and constraints', () => {
    expect(hevcCodecString(box('hvcC', '0101600000009000000000003ff000fc'))).toBe('hvc1.1.6.L63.90');
    expect(hevcCodecString(box('hvcC', '01022000000090000000000099f000fc'))).toBe('hvc1.2.4.L153.90');
  });

  it('name AV1 by profile, level, tier and depth', () => {
    expect(av1CodecString(box('av1C', '81010d000a0e'))).toBe('av01.0.01M.08');
    expect(av1CodecString(box('av1C', '810dcd000a0e'))).toBe('av01.0.13H.10');
    const track = (colour: string) => Buffer.concat([box('av1C', '81004d000a0e'), box('colrnclx', colour)]);
    expect(av1CodecString(track('00010001000100'))).toBe('av01.0.00M.10');
    expect(av1CodecString(track('00090010000900'))).toBe('av01.0.00M.10.0.111.09.16.09.0');
  });
});

describe('encryption', () => {
  const bytes = (text: string | Buffer): ByteSource => {
    const data = Buffer.concat([Buffer.from('....ftypisom'), Buffer.from(text), Buffer.alloc(100)]);
    return { identity: 'x', size: data.length, read: async (start, end) => data.subarray(start, end) };
  };

  it.each([
    ['a protected picture', 'stsd encv sinf frma schm', 'SOURCE_ENCRYPTED'],
    ['protected sound', 'stsd enca sinf', 'SOURCE_ENCRYPTED'],
    ['letters that happen to be there', 'encv', 'accepted'],
    ['an ordinary file', 'stsd avc1', 'accepted'],
  ])('%s', async (_what, text, code) => {
    expect(await codeOf(() => rejectProtected(bytes(text)))).toBe(code);
  });
});

describe('fields', () => {
  it('are found when most of the decided frames show them', () => {
    const line = (tff: number, progressive: number) =>
      `[Parsed_idet_0 @ 0x1] Multi frame detection: TFF: ${tff} BFF:     0 Progressive:  ${progressive} Undetermined: 3`;
    expect(showsFields([line(0, 0), line(50, 7)])).toBe(true);
    expect(showsFields([line(3, 54)])).toBe(false);
    expect(showsFields([])).toBe(false);
  });
});

describe('display times', () => {
  const goesBack = (...parts: string[]) => {
    const order = new PacketOrder();
    for (const part of parts) order.feed(part);
    return order.goesBack;
  };

  it('are there when a timestamp is smaller than the one before, however the text is cut', () => {
    expect(goesBack('0\n133\n67\n')).toBe(true);
    expect(goesBack('0\n13', '3\n6', '7\n')).toBe(true);
    expect(goesBack('0\n33\n67\n', '100\n')).toBe(false);
    expect(goesBack('N/A\n33\nN/A\n67\n')).toBe(false);
  });
});

describe('the first picture', () => {
  it('is found by its timestamp', () => {
    expect(firstTimestamp('frame:0    pts:192240  pts_time:2.136\nfirst=1\nframe:1    pts:195210\n')).toBe(192_240);
    expect(firstTimestamp('frame:0    pts:-1      pts_time:-0.001\n')).toBe(-1);
    expect(firstTimestamp('')).toBeNull();
  });
});

describe('HDR10 metadata', () => {
  const display = {
    side_data_type: 'Mastering display metadata',
    ...{ red_x: '34000/50000', red_y: '16000/50000', green_x: '13250/50000', green_y: '34500/50000' },
    ...{ blue_x: '7500/50000', blue_y: '3000/50000', white_point_x: '15635/50000', white_point_y: '16450/50000' },
    ...{ min_luminance: '1/10000', max_luminance: '10000000/10000' },
  };

  it('is read in the steps of the standards', () => {
    const light = { side_data_type: 'Content light level metadata', max_content: 1000, max_average: 400 };
    expect(hdr10Of([display, light])).toEqual({
      display: {
        red: { x: 34_000, y: 16_000 },
        green: { x: 13_250, y: 34_500 },
        blue: { x: 7_500, y: 3_000 },
        white: { x: 15_635, y: 16_450 },
        minLuminance: 1,
        maxLuminance: 10_000_000,
      },
      light: { max: 1000, average: 400 },
    });
  });

  it.each([
    ['nothing', []],
    ['a text in place of a number', [{ ...display, red_x: '1:log-level=full' }]],
    ['a place outside the diagram', [{ ...display, green_y: '90000/50000' }]],
    ['a light that no screen has', [{ side_data_type: '', max_content: 70_000, max_average: 1 }]],
  ])('is left out for %s', (_what, sideData) => {
    expect(hdr10Of(sideData)).toBeNull();
  });
});
