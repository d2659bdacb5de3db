import { describe, expect, it } from 'vitest';
import { parseLoudness } from '../../../services/media/index.ts';

/** What ffmpeg prints, with these values. */
const summary = (integrated: string, peak: string, range = '7.3') =>
  `[Parsed_ebur128_5 @ 0x5627ac3dc800] Summary:

  Integrated loudness:
    I:         ${integrated} LUFS
    Threshold: -33.4 LUFS

  Loudness range:
    LRA:         ${range} LU
    Threshold: -43.4 LUFS
    LRA low:   -28.0 LUFS
    LRA high:  -20.7 LUFS

  True peak:
    Peak:      ${peak} dBFS`
    .split('\n')
    .filter((line) => line !== '');

const before = ['  Stream #0:0: Audio: pcm_s16le, 48000 Hz, stereo', '    title           : Summary:'];

describe('the summary of a measurement', () => {
  it('is found among other lines', () => {
    expect(parseLoudness([...before, ...summary('-23.1', '-4.2')])).toEqual({
      integrated: -23.1,
      truePeak: -4.2,
      range: 7.3,
    });
  });

  it.each([
    ['-70.0', '-inf', { integrated: null, truePeak: null, range: 0 }],
    ['-70.0', '-18.1', { integrated: null, truePeak: -18.1, range: 0 }],
    ['0.4', '3.0', { integrated: 0.4, truePeak: 3, range: 0 }],
  ])('of %s LUFS with peaks of %s', (integrated, peak, expected) => {
    expect(parseLoudness(summary(integrated, peak, '0.0'))).toEqual(expected);
  });

  it('is refused when a track was measured in parts', () => {
    const parts = [...summary('-31.0', '-2.0', '4.0'), ...summary('-19.5', '-6.0', '2.0')];
    expect(() => parseLoudness(parts)).toThrow(expect.objectContaining({ code: 'CHUNK_OFF_PLAN' }));
  });

  it.each([
    [[]],
    [before],
    [[...before, '[Parsed_ebur128_5 @ 0x5] Summary:']],
  ])('is missed when it is not there: %j', (lines) => {
    expect(() => parseLoudness(lines)).toThrow(expect.objectContaining({ code: 'ENCODE_FAILED' }));
  });
});
