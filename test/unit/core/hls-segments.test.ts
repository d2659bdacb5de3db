import { describe, expect, it } from 'vitest';
import { mediaPlaylist, renditionHash, segmentsIn } from '../../../services/core/index.ts';

describe('the segments of a playlist', () => {
  it('are those that were written into it', () => {
    const hash = renditionHash('0123456789abcdef');
    const segments = [0, 1, 2].map((number) => ({
      number,
      startTicks: number * 192_192,
      endTicks: (number + 1) * 192_192,
      bytes: 1000,
    }));
    const text = mediaPlaylist({ hash, timescale: 48_000, targetDuration: 4, segments, ended: true });
    expect(segmentsIn(text)).toEqual(
      segments.map(({ number }) => ({ hash, file: `seg-0000${number}.m4s`, seconds: 4.004 })),
    );
  });

  it('are none in what is no playlist of ours', () => {
    expect(segmentsIn('')).toEqual([]);
    expect(segmentsIn('#EXTM3U\n#EXTINF:4,\nhttps://elsewhere.example/seg-00000.m4s\n../../x/seg-0.m4s')).toEqual([]);
  });
});
