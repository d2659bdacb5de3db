import type { ScalingLimits } from '../core/index.ts';
import { SCALED_QUEUES, type ScaledName } from './queues.ts';

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
 * @throws RangeError for a variable that is no number in its range, and when there may be fewer at most than at least
 */
export function queueScaling(env: Env, name: ScaledName, given: Partial<ScalingDefaults> = {}): QueueScaling {
  const queue = { ...SCALED_QUEUES[name], cooldownSeconds: COOLDOWN_SECONDS, ...given };
  const prefix = `FANOUT_SCALE_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
  const min = whole(env, `${prefix}_MIN`, queue.min, [0, MOST_TASKS]);
  const max = whole(env, `${prefix}_MAX`, Math.max(queue.max, min), [1, MOST_TASKS]);
  if (max < min) throw new RangeError(`${prefix}_MAX is ${max}: it must not be less than the ${min} of ${prefix}_MIN`);
  return {
    min,
    max,
    slots: env[`${prefix}_SLOTS`] === undefined ? null : whole(env, `${prefix}_SLOTS`, queue.slots, [1, MOST_TASKS]),
    slotsByDefault: queue.slots,
    cooldownSeconds: whole(env, 'FANOUT_SCALE_COOLDOWN_SECONDS', queue.cooldownSeconds, [0, DAY_SECONDS]),
    ageLimitSeconds: whole(env, 'FANOUT_SCALE_AGE_SECONDS', AGE_LIMIT_SECONDS, [1, DAY_SECONDS]),
  };
}

/** `FANOUT_SCALE_EVERY_SECONDS`: how often the queues are looked at. @throws RangeError unless it is from 1 to 60 */
export function scaleEverySeconds(env: Env, byDefault = EVERY_SECONDS): number {
  return whole(env, 'FANOUT_SCALE_EVERY_SECONDS', byDefault, [1, 60]);
}

/** For the policy. @param slots as the workers say */
export function limitsFor(scaling: QueueScaling, slots: number | null): ScalingLimits {
  return { ...scaling, slotsPerTask: scaling.slots ?? slots ?? scaling.slotsByDefault };
}

function whole(env: Env, name: string, byDefault: number, [least, most]: readonly [number, number]): number {
  const text = env[name];
  const value = text === undefined ? byDefault : Number(text);
  if (text !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} is "${text}": it must be a whole number from ${least} to ${most}`);
}
