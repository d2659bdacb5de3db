import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { localScaling } from '../../../services/cli/local-scaling.ts';

describe('the workers of a local stack', () => {
  it('are from one to what the cores are good for', () => {
    const { transcode, metadata, transcodeSlots } = localScaling({}, null);
    const max = Math.max(2, Math.floor(availableParallelism() / 2));
    expect(transcode).toMatchObject({ min: 1, max, cooldownSeconds: 60 });
    expect(metadata).toMatchObject({ min: 1, max: 2 });
    expect(transcodeSlots).toBe(2);
  });

  it('are as many at least as the command line says, whatever the environment does', () => {
    expect(localScaling({ FANOUT_SCALE_TRANSCODE_MIN: '3' }, null).transcode.min).toBe(3);
    expect(localScaling({ FANOUT_SCALE_TRANSCODE_MIN: '3' }, 60).transcode).toMatchObject({ min: 60, max: 60 });
    expect(localScaling({ FANOUT_TRANSCODE_SLOTS: '64' }, null).transcode.max, 'wide ones are few').toBe(2);
  });

  it.each([
    [{ FANOUT_SCALE_EVERY_SECONDS: '0' }, null, 'FANOUT_SCALE_EVERY_SECONDS is "0": it must be a whole number'],
    [{ FANOUT_SCALE_TRANSCODE_MAX: '4' }, 5, 'FANOUT_SCALE_TRANSCODE_MAX is 4: it must not be less than the 5'],
    [
      { FANOUT_TRANSCODE_SLOTS: 'two' },
      null,
      'FANOUT_TRANSCODE_SLOTS is "two": it must be a whole number from 1 to 64',
    ],
  ])('cannot be %j', (env, workers, why) => {
    expect(() => localScaling(env, workers)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(why) }),
    );
  });
});
