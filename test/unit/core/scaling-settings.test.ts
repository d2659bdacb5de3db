import { describe, expect, it } from 'vitest';
import { limitsFor, queueScaling, scaleEverySeconds } from '../../../services/core/index.ts';

describe('how a queue is scaled', () => {
  it('needs no variable', () => {
    expect(queueScaling({}, 'transcode')).toEqual({
      min: 1,
      max: 20,
      slots: null,
      slotsByDefault: 2,
      cooldownSeconds: 300,
      ageLimitSeconds: 60,
    });
    expect(queueScaling({}, 'transcodeCpu').min).toBe(0);
    expect(scaleEverySeconds({})).toBe(10);
  });

  it('is what the variables say, for each queue and for all', () => {
    const env = {
      FANOUT_SCALE_TRANSCODE_CPU_MIN: '3',
      FANOUT_SCALE_TRANSCODE_CPU_MAX: '4',
      FANOUT_SCALE_TRANSCODE_CPU_SLOTS: '5',
      FANOUT_SCALE_COOLDOWN_SECONDS: '0',
      FANOUT_SCALE_AGE_SECONDS: '9',
    };
    expect(queueScaling(env, 'transcodeCpu')).toMatchObject({ min: 3, max: 4, slots: 5 });
    expect(queueScaling(env, 'transcode')).toMatchObject({ min: 1, max: 20, cooldownSeconds: 0, ageLimitSeconds: 9 });
  });

  it('takes a variable that is empty for one that is not set, as compose hands them on', () => {
    const env = { FANOUT_SCALE_METADATA_SLOTS: '', FANOUT_SCALE_METADATA_MIN: '' };
    expect(queueScaling(env, 'metadata')).toEqual(queueScaling({}, 'metadata'));
  });

  it('is given by whoever asks, where no variable says otherwise', () => {
    const given = { min: 2, max: 1, cooldownSeconds: 60 };
    expect(queueScaling({}, 'metadata', given)).toMatchObject({ min: 2, max: 2, cooldownSeconds: 60 });
    expect(queueScaling({ FANOUT_SCALE_METADATA_MIN: '5' }, 'metadata', given)).toMatchObject({ min: 5, max: 5 });
  });

  it.each([
    [{ FANOUT_SCALE_TRANSCODE_MIN: '-1' }, 'FANOUT_SCALE_TRANSCODE_MIN is "-1"'],
    [{ FANOUT_SCALE_TRANSCODE_MAX: '0' }, 'it must be a whole number from 1 to 10000'],
    [{ FANOUT_SCALE_TRANSCODE_SLOTS: '1.5' }, 'FANOUT_SCALE_TRANSCODE_SLOTS is "1.5"'],
    [{ FANOUT_SCALE_COOLDOWN_SECONDS: '5m' }, 'FANOUT_SCALE_COOLDOWN_SECONDS is "5m"'],
    [
      { FANOUT_SCALE_TRANSCODE_MIN: '9', FANOUT_SCALE_TRANSCODE_MAX: '8' },
      'FANOUT_SCALE_TRANSCODE_MAX is 8: it must not be less than the 9 of FANOUT_SCALE_TRANSCODE_MIN',
    ],
  ])('is refused where it makes no sense: %j', (env, why) => {
    expect(() => queueScaling(env, 'transcode')).toThrow(why);
  });

  it('goes by the slots that are named, else by those of the workers, else by a guess', () => {
    const scaling = queueScaling({}, 'metadata');
    expect(limitsFor({ ...scaling, slots: 3 }, 4).slotsPerTask).toBe(3);
    expect(limitsFor(scaling, 4).slotsPerTask).toBe(4);
    expect(limitsFor(scaling, null).slotsPerTask).toBe(8);
  });
});
