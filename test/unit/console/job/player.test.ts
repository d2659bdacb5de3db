import { describe, expect, it } from 'vitest';
import { frameDuring, frameOf, frameRate, keepUp, middleOf } from '../../../../services/console/job/compare/frames.ts';
import { choices } from '../../../../services/console/job/player/levels.ts';
import { scrubbedBy, timeAt } from '../../../../services/console/job/player/scrub.ts';
import { parseStoryboard, pictureAt } from '../../../../services/console/job/player/storyboard.ts';
import { planStoryboard, storyboardTrack } from '../../../../services/core/index.ts';

describe('storyboard', () => {
  const grid = {
    rate: { num: 30_000, den: 1001 },
    frames: 3000,
    gopFrames: 60,
    segmentFrames: 120,
  };
  const track = storyboardTrack(planStoryboard(grid, { width: 1920, height: 1080 }), grid);

  it('reads what is written for it', () => {
    const pictures = parseStoryboard(track);
    expect(pictures).toHaveLength(50);
    expect(pictures[11]).toMatchObject({ sprite: 'sprite-001.jpg', x: 160, y: 90, width: 160, height: 90 });
    expect(pictures[1]?.startSeconds).toBeCloseTo(2.002);
    expect(pictureAt(pictures, 2.1)).toBe(pictures[1]);
    expect(pictureAt(pictures, 9999)).toBeNull();
  });

  it('reads hours, short times and line ends of all kinds, and leaves other cues out', () => {
    const text =
      'WEBVTT\r\n\r\n01:00:00.000 --> 01:00:02.000\r\na.jpg#xywh=0,0,1,2\r\n\r\n00:01.000 --> 00:02.000\r\nhello\r\n';
    expect(parseStoryboard(text)).toEqual([
      { startSeconds: 3600, endSeconds: 3602, sprite: 'a.jpg', x: 0, y: 0, width: 1, height: 2 },
    ]);
  });
});

describe('choices', () => {
  it('names renditions by their playlists, the largest first', () => {
    const level = { width: 1280, height: 720, bitrate: 2_000_000, videoCodec: 'avc1.64001f' };
    const levels = [
      { ...level, url: ['https://a/b/hls/360p.m3u8?x=1'], width: 640, height: 360 },
      { ...level, url: ['https://a/b/hls/720p.m3u8'] },
      { ...level, url: 'https://a/b/hls/720p-av1.m3u8', videoCodec: 'av01.0.05M.08', bitrate: 1_200_000 },
    ];
    expect(choices(levels).map(({ level: index, name, label }) => [index, name, label])).toEqual([
      [2, '720p-av1', '720p AV1'],
      [1, '720p', '720p H.264'],
      [0, '360p', '360p H.264'],
    ]);
  });

  it('calls an upright picture by its short side', () => {
    expect(choices([{ url: 'p.m3u8', width: 720, height: 1280, bitrate: 1 }])[0]?.label).toBe('720p ');
  });
});

describe('scrub bar', () => {
  it.each([
    ['ArrowRight', 15],
    ['ArrowLeft', 5],
    ['PageDown', 0],
    ['PageUp', 20],
    ['End', 20],
    ['Home', 0],
    ['a', null],
  ])('%s from 0:10 of 0:20', (key, seconds) => {
    expect(scrubbedBy(key, 10, 20)).toBe(seconds);
  });

  it('knows the time at a place, and none beyond the ends', () => {
    expect([-1, 0.25, 2].map((share) => timeAt(share, 40))).toEqual([0, 10, 40]);
  });
});

describe('frames', () => {
  const rate = frameRate('30000/1001');

  it('finds every frame again from its middle, its start, and its start as players round it', () => {
    const frames = Array.from({ length: 20_000 }, (_, i) => i * 7);
    for (const frame of frames) {
      const start = (frame * rate.den) / rate.num;
      const found = [
        frameDuring(middleOf(frame, rate), rate),
        frameDuring(start, rate),
        frameOf(Math.floor(start * 1e6) / 1e6, rate),
      ];
      if (found.some((one) => one !== frame)) expect(found).toEqual([frame, frame, frame]);
    }
  });

  it('steps at some rate where none is known', () => {
    expect(frameRate(undefined)).toEqual({ num: 25, den: 1 });
  });

  it('nudges what is a little off, and lets jump what is far off', () => {
    expect(keepUp(0.01, 0.04)).toEqual({ jump: false, rate: 1 });
    expect(keepUp(0.1, 0.04)).toEqual({ jump: false, rate: 0.95 });
    expect(keepUp(-0.1, 0.04)).toEqual({ jump: false, rate: 1.05 });
    expect(keepUp(-2, 0.04)).toEqual({ jump: true, rate: 1 });
  });
});
