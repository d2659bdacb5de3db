import { describe, expect, it } from 'vitest';
import {
  acceptSource,
  asFanoutError,
  DEFAULT_LIMITS,
  limitsFromEnv,
  rejectLarge,
  type SourceLimits,
} from '../../../services/core/index.ts';
import { sourceFacts, videoFacts } from '../../support/source-facts.ts';

const refusal = (change: Parameters<typeof videoFacts>[0], limits: Partial<SourceLimits>) => {
  try {
    acceptSource(sourceFacts({ bytes: 1e9, video: videoFacts(change) }), { ...DEFAULT_LIMITS, ...limits });
  } catch (error) {
    return asFanoutError(error).message;
  }
  return 'accepted';
};

describe('limits', () => {
  it('come from the environment, in units that people type', () => {
    const env = { FANOUT_SOURCE_MAX_HOURS: '0.5', FANOUT_SOURCE_MAX_GB: '2', FANOUT_FFMPEG_MEMORY_MB: '512' };
    expect(limitsFromEnv(env)).toEqual({
      ...DEFAULT_LIMITS,
      seconds: 1800,
      bytes: 2e9,
      memoryBytes: 512 * 1024 ** 2,
    });
  });

  it.each(['0', '-1', 'many', ''])('refuse %j as a value', (text) => {
    expect(() => limitsFromEnv({ FANOUT_SOURCE_MAX_FPS: text })).toThrow('FANOUT_SOURCE_MAX_FPS');
  });

  it.each<[string, Parameters<typeof videoFacts>[0], Partial<SourceLimits>, string]>([
    [
      'pixels',
      { codedWidth: 2000, codedHeight: 1000 },
      { pixels: 1_000_000 },
      'The picture is 2000×1000; at most 1000000 pixels are accepted (FANOUT_SOURCE_MAX_PIXELS).',
    ],
    [
      'a side',
      { codedWidth: 9000, codedHeight: 10 },
      {},
      'The picture is 9000×10; at most 8192 on a side are accepted (FANOUT_SOURCE_MAX_SIDE).',
    ],
    [
      'a rate',
      { indexedFrames: 10_000, durationSeconds: 10 },
      {},
      'The video has 1000 frames per second; at most 240 are accepted (FANOUT_SOURCE_MAX_FPS).',
    ],
    [
      'a length',
      { durationSeconds: 7200 },
      { seconds: 3600 },
      'The video lasts 2.0 hours; at most 1.0 are accepted (FANOUT_SOURCE_MAX_HOURS).',
    ],
    ['nothing', {}, {}, 'accepted'],
  ])('are named with their value when %s is over one', (_what, change, limits, message) => {
    expect(refusal(change, limits)).toBe(message);
  });

  it('hold for the size of a file', () => {
    expect(() => rejectLarge(3e9, 2e9)).toThrow(
      'The file has 3.0 GB or more; at most 2 GB are accepted (FANOUT_SOURCE_MAX_GB).',
    );
    expect(() => rejectLarge(2e9, 2e9)).not.toThrow();
  });
});
