import { describe, expect, it } from 'vitest';
import { plotData, rateSeries, ratesText } from '../../../../services/console/job/plots/segment-rates.ts';
import { bitrate, clock, exactClock, size, span } from '../../../../services/console/ui/format.ts';
import { and, counted } from '../../../../services/console/ui/words.ts';

describe('format', () => {
  it.each([
    [clock, 7.9, '0:07'],
    [clock, 3723, '1:02:03'],
    [exactClock, 59.96, '1:00.0'],
    [exactClock, 6, '0:06.0'],
    [span, 0.84, '840 ms'],
    [span, 12.34, '12.3 s'],
    [span, 245, '4 min 05 s'],
    [span, 3720, '1 h 02 min'],
    [bitrate, 640_000, '640 kbit/s'],
    [bitrate, 4_200_000, '4.20 Mbit/s'],
    [size, 640, '640 bytes'],
    [size, 1_234_567, '1.23 MB'],
    [size, 123_456, '123 kB'],
    [size, 0, '0 bytes'],
  ])('%s %d', (format, value, text) => {
    expect(format(value)).toBe(text);
  });

  it('joins names, and counts', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(and)).toEqual(['', 'a', 'a and b', 'a, b and c']);
    expect([counted(1, 'chunk'), counted(4800, 'chunk')]).toEqual(['1 chunk', '4,800 chunks']);
  });
});

describe('segment rates', () => {
  const series = rateSeries({
    rendition: '720p',
    segments: [
      { startSeconds: 0, seconds: 4, bytes: 500_000 },
      { startSeconds: 4, seconds: 2, bytes: 500_000 },
    ],
  });

  it('are bits per second of each segment', () => {
    expect(series).toEqual({ rendition: '720p', starts: [0, 4], rates: [1_000_000, 2_000_000], end: 6 });
  });

  it('are told in words', () => {
    expect(ratesText([series, rateSeries({ rendition: '360p', segments: [] })])).toEqual([
      '720p: 1.00 Mbit/s to 2.00 Mbit/s, 1.33 Mbit/s on average over 2 segments',
      '360p: no segments yet',
    ]);
  });

  it('lie over the times of the one that is furthest', () => {
    const behind = rateSeries({ rendition: '360p', segments: [{ startSeconds: 0, seconds: 4, bytes: 50_000 }] });
    expect(plotData([behind, series])).toEqual([
      [0, 4, 6],
      [100_000, 100_000, null],
      [1_000_000, 2_000_000, 2_000_000],
    ]);
    expect(plotData([])).toEqual([[]]);
  });
});
