import * as HLS from 'hls-parser';
import { describe, expect, it } from 'vitest';
import {
  masterPlaylist,
  measuredBandwidth,
  mediaPlaylist,
  rational,
  renditionHash,
} from '../../../services/core/index.ts';

const hash = renditionHash('0123456789abcdef');
const segments = [
  { number: 0, startTicks: 0, endTicks: 144_144, bytes: 600_000 },
  { number: 1, startTicks: 144_144, endTicks: 288_288, bytes: 300_000 },
];
const list = { hash, timescale: 24_000, targetDuration: 7, segments };

describe('media playlists', () => {
  it('are EVENT with a start while they grow', () => {
    const text = mediaPlaylist({ ...list, ended: false });
    expect(text).toContain('#EXT-X-PLAYLIST-TYPE:EVENT\n');
    expect(text).toContain('#EXT-X-START:TIME-OFFSET=0,PRECISE=YES\n');
    expect(text).not.toContain('ENDLIST');
  });

  it('are VOD at the end, and a parser reads what was meant', () => {
    const parsed = HLS.parse(mediaPlaylist({ ...list, ended: true })) as HLS.types.MediaPlaylist;
    expect(parsed.playlistType).toBe('VOD');
    expect(parsed.endlist).toBe(true);
    expect(parsed.segments.map((s) => [s.uri, s.duration])).toEqual([
      ['../0123456789abcdef/seg-00000.m4s', 6.006],
      ['../0123456789abcdef/seg-00001.m4s', 6.006],
    ]);
    expect(parsed.segments[0]?.map?.uri).toBe('../0123456789abcdef/init.mp4');
  });

  it('only name files relative to themselves', () => {
    expect(mediaPlaylist({ ...list, ended: true })).not.toMatch(/^(?:\/|https?:)/m);
  });
});

describe('the master playlist', () => {
  const video = {
    name: '720p',
    width: 1280,
    height: 720,
    rate: rational(24000, 1001),
    codecs: 'avc1.64001f',
    bandwidth: { peak: 800_000, average: 600_000 },
    videoRange: 'SDR',
    keyframes: null,
  };
  const audio = {
    name: 'audio',
    language: 'en',
    channels: 2,
    codecs: 'mp4a.40.2',
    bandwidth: { peak: 130_000, average: 128_000 },
  };

  it('declares sizes, rates, codecs and the bandwidth with sound', () => {
    const parsed = HLS.parse(masterPlaylist([video], [audio])) as HLS.types.MasterPlaylist;
    const [variant] = parsed.variants;
    expect(variant).toMatchObject({
      uri: '720p.m3u8',
      bandwidth: 930_000,
      averageBandwidth: 728_000,
      codecs: 'avc1.64001f,mp4a.40.2',
      resolution: { width: 1280, height: 720 },
      frameRate: 23.976,
    });
    expect(variant?.audio[0]).toMatchObject({ uri: 'audio.m3u8', language: 'en', channels: '2', isDefault: true });
  });

  it('has no audio group for a silent video', () => {
    expect(masterPlaylist([video], [])).not.toContain('AUDIO');
  });
});

it('measures the peak over segments and the average over all', () => {
  expect(measuredBandwidth(segments, 24_000)).toEqual({ peak: 799_201, average: 599_401 });
});
