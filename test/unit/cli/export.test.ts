import { describe, expect, it } from 'vitest';
import { requireCompleted } from '../../../services/cli/export.ts';
import { bareStatus, FanoutError, type JobStatus, videoId } from '../../../services/core/index.ts';

const refusal = (status: JobStatus) => {
  try {
    requireCompleted(status);
  } catch (error) {
    if (error instanceof FanoutError) return error.toReport();
  }
  throw new Error('nothing was refused');
};
const id = videoId('film');

describe('a video that is asked for before it is there', () => {
  it.each(['queued', 'running'] as const)('is waited for while it is %s', (state) => {
    expect(refusal(bareStatus(id, state))).toMatchObject({
      code: 'VIDEO_NOT_READY',
      message: `Video "film" is ${state}.`,
      hint: expect.stringContaining('fanout watch'),
    });
  });

  it('is not waited for when it failed: it says why, and what to do about that', () => {
    const error = new FanoutError('SOURCE_TRUNCATED', 'It was cut off.').toReport();
    expect(refusal(bareStatus(id, 'failed', error))).toMatchObject({
      code: 'VIDEO_NOT_READY',
      message: 'Video "film" failed: SOURCE_TRUNCATED: It was cut off.',
      hint: error.hint,
    });
  });

  it('is not waited for when it was cancelled', () => {
    expect(refusal(bareStatus(id, 'cancelled')).hint).toBe('Submit it again.');
  });

  it('is given when it is completed', () => {
    expect(() => requireCompleted(bareStatus(id, 'completed'))).not.toThrow();
  });
});
