import { FanoutError } from './errors.ts';
import { SCALED_QUEUES, type ScaledName } from './scaled-queues.ts';
import type { ScalingLimits } from './scaling.ts';
import { wholeNumber } from './settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** How one queue is scaled. */
export interface QueueScaling extends Omit<ScalingLimits, 'slotsPerTask'> {
  /** Whatever the workers say; `null` to believe them. */
  readonly slots: number | null;
  /** While no worker is there to say it. */
  readonly slotsByDefault: number;
}

/** What holds where the environment says nothing. */
export interface ScalingDefaults {
  readonly min: number;
  readonly max: number;
  readonly cooldownSeconds: number;
}

const COOLDOWN_SECONDS = 300;
const AGE_LIMIT_SECONDS = 60;
const EVERY_SECONDS = 10;
const MOST_TASKS = 10_000;
const DAY_SECONDS = 86_400;

/**
 * Reads `FANOUT_SCALE_<QUEUE>_MIN`, `_MAX` and `_SLOTS`, where the queue is `WORKFLOW`, `METADATA`, `TRANSCODE` or
 * `TRANSCODE_CPU`, and for all of them `FANOUT_SCALE_COOLDOWN_SECONDS` and `FANOUT_SCALE_AGE_SECONDS`.
 *
 * @throws FanoutError CONFIG_INVALID for a variable that is no number in its range, and when there may be fewer at most than at least
 */
export function queueScaling(env: Env, name: ScaledName, given: Partial<ScalingDefaults> = {}): QueueScaling {
  const queue = { ...SCALED_QUEUES[name], cooldownSeconds: COOLDOWN_SECONDS, ...given };
  const prefix = `FANOUT_SCALE_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
  const min = wholeNumber(env, `${prefix}_MIN`, { byDefault: queue.min, min: 0, max: MOST_TASKS });
  const max = wholeNumber(env, `${prefix}_MAX`, { byDefault: Math.max(queue.max, min), min: 1, max: MOST_TASKS });
  if (max < min)
    throw new FanoutError(
      'CONFIG_INVALID',
      `${prefix}_MAX is ${max}: it must not be less than the ${min} of ${prefix}_MIN.`,
    );
  return {
    min,
    max,
    slots: !env[`${prefix}_SLOTS`]
      ? null
      : wholeNumber(env, `${prefix}_SLOTS`, { byDefault: queue.slots, min: 1, max: MOST_TASKS }),
    slotsByDefault: queue.slots,
    cooldownSeconds: wholeNumber(env, 'FANOUT_SCALE_COOLDOWN_SECONDS', {
      byDefault: queue.cooldownSeconds,
      min: 0,
      max: DAY_SECONDS,
    }),
    ageLimitSeconds: wholeNumber(env, 'FANOUT_SCALE_AGE_SECONDS', {
      byDefault: AGE_LIMIT_SECONDS,
      min: 1,
      max: DAY_SECONDS,
    }),
  };
}

/** How each queue is scaled. @throws FanoutError CONFIG_INVALID as `queueScaling` does */
export function scalingFromEnv(env: Env): Readonly<Record<ScaledName, QueueScaling>> {
  return {
    workflow: queueScaling(env, 'workflow'),
    metadata: queueScaling(env, 'metadata'),
    transcode: queueScaling(env, 'transcode'),
    transcodeCpu: queueScaling(env, 'transcodeCpu'),
  };
}

/** `FANOUT_SCALE_EVERY_SECONDS`: how often the queues are looked at. @throws FanoutError CONFIG_INVALID unless it is from 1 to 60 */
export function scaleEverySeconds(env: Env, byDefault = EVERY_SECONDS): number {
  return wholeNumber(env, 'FANOUT_SCALE_EVERY_SECONDS', { byDefault: byDefault, min: 1, max: 60 });
}

/** For the policy. @param slots as the workers say */
export function limitsFor(scaling: QueueScaling, slots: number | null): ScalingLimits {
  return { ...scaling, slotsPerTask: scaling.slots ?? slots ?? scaling.slotsByDefault };
}
