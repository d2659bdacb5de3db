import { describe, expect, it } from 'vitest';
import { loudnessGain } from '../../../services/core/index.ts';

describe('the gain that brings a track to its target', () => {
  it.each([
    // integrated, true peak, target → gain, limited
    [-23, -6, -23, 0, false],
    [-10.2, -0.1, -16, -5.8, false],
    [-27.3, -12, -16, 11, true],
    [-20, -5, -16, 4, false],
    [-20, -4.9, -16, 3.9, true],
    [-14, 0.5, -14, -1.5, true],
    [-24.1, null, -16, 8.1, false],
  ])('%d LUFS with peaks of %s dBTP, for %d: %d dB', (integrated, truePeak, target, gain, limited) => {
    expect(loudnessGain({ integrated, truePeak, range: 5 }, target)).toEqual({
      ...{ measured: integrated, truePeak, gain, limited },
    });
  });

  it('is none for silence, however loud a click in it is', () => {
    const silence = { measured: null, gain: 0, limited: false };
    expect(loudnessGain({ integrated: null, truePeak: null, range: 0 }, -16)).toEqual({ ...silence, truePeak: null });
    expect(loudnessGain({ integrated: null, truePeak: 2, range: 0 }, -16)).toEqual({ ...silence, truePeak: 2 });
  });
});
