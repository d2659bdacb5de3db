import { describe, expect, it } from 'vitest';
import {
  captionsPlaylist,
  dashManifest,
  keyframePlaylist,
  languageOfFile,
  makeGrid,
  planStoryboard,
  rational,
  readCues,
  renditionHash,
  type SegmentReport,
  storyboardTrack,
  textTrack,
  vttTime,
  writeCaptions,
} from '../../../services/core/index.ts';

const hash = renditionHash('0123456789abcdef');
/** A segment of 100 bytes with keyframes of 10 bytes each, at these ticks and offsets. */
const segment = (
  number: number,
  startTicks: number,
  endTicks: number,
  keyframes: [number, number][],
): SegmentReport => ({
  number,
  startTicks,
  endTicks,
  bytes: 100,
  keyframes: keyframes.map(([tick, offset]) => ({ startTicks: tick, offset, bytes: 10 })),
});
const segments = [
  segment(0, 0, 144, [
    [0, 0],
    [48, 40],
  ]),
  segment(1, 144, 288, [[144, 0]]),
  segment(2, 288, 433, [
    [288, 0],
    [432, 90],
  ]),
];

describe('a DASH manifest', () => {
  const track = { hash, bandwidth: { peak: 900, average: 800 }, segments };
  const manifest = dashManifest(
    [
      {
        ...track,
        name: '720p',
        colour: 'bt709',
        codec: 'h264',
        codecs: 'avc1.64001f',
        width: 1280,
        height: 720,
        rate: rational(24),
        timescale: 24,
      },
      {
        ...track,
        name: '720p-hevc',
        colour: 'pq',
        codec: 'hevc',
        codecs: 'hvc1.1.6.L93.90',
        width: 1280,
        height: 720,
        rate: rational(24),
        timescale: 24,
      },
    ],
    [{ ...track, name: 'audio', codecs: 'mp4a.40.2', language: 'de', channels: 2, timescale: 48_000 }],
    [{ name: 'captions-1', language: 'und', uri: '../hls/captions-1.vtt' }],
  );

  it('has a set for each codec, each sound and each text', () => {
    expect(manifest.match(/<AdaptationSet /g)).toHaveLength(4);
    expect(manifest).toContain('lang="de"');
    expect(manifest).toContain('<BaseURL>../hls/captions-1.vtt</BaseURL>');
  });

  it('says which set needs a screen with high dynamic range', () => {
    const [sdr = '', hdr = ''] = manifest.split('</AdaptationSet>');
    expect(sdr).not.toContain('SupplementalProperty');
    expect([...hdr.matchAll(/cicp:(\w+)" value="(\d+)"/g)].map((match) => match.slice(1))).toEqual([
      ['ColourPrimaries', '9'],
      ['TransferCharacteristics', '16'],
      ['MatrixCoefficients', '9'],
    ]);
  });

  it('names the segments of the playlists with their exact times, runs of equal ones as one', () => {
    expect(manifest).toContain(`media="../${hash}/seg-$Number%05d$.m4s"`);
    expect(manifest).toContain('<S t="0" d="144" r="1"/>');
    expect(manifest).toContain('<S t="288" d="145"/>');
    expect(manifest).toContain('mediaPresentationDuration="PT18.041667S"');
  });
});

it('a keyframe playlist covers the whole time by byte ranges, without the one frame at the very end', () => {
  const text = keyframePlaylist({ hash, timescale: 24, targetDuration: 7, segments });
  expect(text.match(/#EXT-X-BYTERANGE:.*/g)).toEqual([
    '#EXT-X-BYTERANGE:10@0',
    '#EXT-X-BYTERANGE:10@40',
    '#EXT-X-BYTERANGE:10@0',
    '#EXT-X-BYTERANGE:10@0',
  ]);
  const seconds = [...text.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, match) => sum + Number(match[1]), 0);
  expect(seconds).toBeCloseTo(433 / 24, 5);
});

describe('a storyboard', () => {
  const grid = makeGrid(rational(24), 721, 6);

  it('has a picture for each keyframe of a short video', () => {
    const board = planStoryboard(grid, { width: 426, height: 240 });
    expect(board).toMatchObject({
      everyGops: 1,
      pictures: 16,
      columns: 10,
      rows: 2,
      sprites: 1,
      width: 160,
      height: 90,
    });
    const track = storyboardTrack(board, grid);
    expect(track).toContain('00:00:20.000 --> 00:00:22.000\nsprite-001.jpg#xywh=0,90,160,90');
    expect(track).toContain('--> 00:00:30.042');
  });

  it('stays small for a long one', () => {
    const board = planStoryboard(makeGrid(rational(25), 25 * 7200, 6), { width: 1920, height: 1080 });
    expect(board.pictures).toBe(600);
    expect(board.sprites).toBe(6);
  });
});

describe('captions', () => {
  const vtt = 'WEBVTT\n\n00:01.000 --> 00:02.500 align:start\nEarly\n\n00:03.000 --> 00:04.000\nTwo\nlines\n';
  const moved = (seconds: number, length = 10) => writeCaptions(readCues(vtt), seconds, length);

  it('are moved onto the video, and cut where it starts', () => {
    expect(moved(2)).toContain('00:00:00.000 --> 00:00:00.500 align:start\nEarly');
    expect(moved(2)).toContain('00:00:01.000 --> 00:00:02.000\nTwo\nlines');
    expect(moved(2.5)).not.toContain('Early');
  });

  it('are cut where the video ends', () => {
    expect(moved(0, 3.5)).toContain('00:00:03.000 --> 00:00:03.500\nTwo');
    expect(moved(0, 3)).not.toContain('Two');
  });

  it('take the instants in their text along', () => {
    const cues = readCues('WEBVTT\n\n00:01.000 --> 00:09.000\n<00:01.500>One <00:02.000>two <01:00:00.000>three\n');
    expect(writeCaptions(cues, 1.5, 10)).toContain('\nOne <00:00:00.500>two <00:59:58.500>three\n');
  });

  it('have a playlist of one file', () => {
    expect(captionsPlaylist('captions-1', 721, 24)).toContain('#EXTINF:30.041667,\ncaptions-1.vtt');
  });

  it('write hours', () => {
    expect(vttTime(3723.4567)).toBe('01:02:03.457');
  });

  it.each([
    ['film.en.srt', 'en'],
    ['film.DE.vtt', 'de'],
    ['film.pt-BR.vtt', 'pt-BR'],
    ['film.zh_Hant.srt', 'zh-Hant'],
    ['a.b.fil.srt', 'fil'],
    ['film.srt', 'und'],
    ['en.srt', 'und'],
    ['film.2024.srt', 'und'],
    ['film.final.srt', 'und'],
    ['film.e".srt', 'und'],
    ['film.en', 'und'],
    ['', 'und'],
  ])('%s is of the language %s', (name, language) => expect(languageOfFile(name)).toBe(language));

  it('say in a menu which of one language they are', () => {
    expect([textTrack(0, 'en'), textTrack(1, 'en'), textTrack(2, 'und')].map(({ label }) => label)).toEqual([
      'en 1',
      'en 2',
      'Captions 3',
    ]);
  });
});
