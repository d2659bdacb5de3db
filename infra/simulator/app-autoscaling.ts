import { Alarm, type Metrics } from './alarms.ts';
import type { AlarmRule, StepPolicy, TrackingPolicy } from './deployment.ts';

/** A number of tasks that a policy wants, and what is to be remembered if it gets its way. */
interface Wish {
  readonly desired: number;
  readonly granted: () => void;
}

interface Policy {
  /** @returns `null` where it wants no change */
  tick(now: number, metrics: Metrics, current: number): Wish | null;
}

/** How the number of tasks is decided: by steps, by a target that is tracked, or both. */
export interface ScalingPolicies {
  readonly steps: readonly StepPolicy[];
  readonly tracking: TrackingPolicy | null;
}

/**
 * What was added within a cooldown counts towards what is to be added next (user guide, step scaling: of 3 that are asked for after
 * 2 were added, only 1 is).
 */
class ScaleOut {
  readonly #cooldownSeconds: number;
  #at = Number.NEGATIVE_INFINITY;
  #from = 0;
  #to = 0;

  constructor(cooldownSeconds: number) {
    this.#cooldownSeconds = cooldownSeconds;
  }

  /** @param wanted from what there would be without the last activity, if its cooldown is not over */
  wish(now: number, current: number, wanted: (from: number) => number): Wish | null {
    const cooling = now < this.#at + this.#cooldownSeconds && current >= this.#to;
    const from = cooling ? current - (this.#to - this.#from) : current;
    const desired = wanted(from);
    if (desired <= current) return null;
    const granted = () => {
      this.#at = now;
      this.#from = current;
      this.#to = desired;
    };
    return { desired, granted };
  }
}

/** Nothing is taken away until the cooldown of what was taken away last is over (user guide, step scaling). */
class ScaleIn {
  readonly #cooldownSeconds: number;
  #at = Number.NEGATIVE_INFINITY;

  constructor(cooldownSeconds: number) {
    this.#cooldownSeconds = cooldownSeconds;
  }

  wish(now: number, current: number, desired: number): Wish | null {
    if (desired >= current || now < this.#at + this.#cooldownSeconds) return null;
    const granted = () => {
      this.#at = now;
    };
    return { desired, granted };
  }
}

class Steps implements Policy {
  readonly #policy: StepPolicy;
  readonly #alarm: Alarm;
  readonly #out: ScaleOut;
  readonly #in: ScaleIn;

  constructor(policy: StepPolicy, ingestSeconds: number) {
    this.#policy = policy;
    this.#alarm = new Alarm(policy.alarm, ingestSeconds);
    this.#out = new ScaleOut(policy.cooldownSeconds);
    this.#in = new ScaleIn(policy.cooldownSeconds);
  }

  tick(now: number, metrics: Metrics, current: number): Wish | null {
    const value = this.#alarm.tick(now, metrics);
    if (value === null) return null;
    const change = stepFor(this.#policy, value);
    return change > 0
      ? this.#out.wish(now, current, (from) => from + change)
      : this.#in.wish(now, current, current + change);
  }
}

/** @returns 0 where no step is for this value */
export function stepFor({ alarm, steps }: StepPolicy, value: number): number {
  const above = value - alarm.threshold;
  const down = alarm.comparison.startsWith('Less');
  const step = steps.find(({ lower, upper }) => {
    return down ? above > lower && above <= upper : above >= lower && above < upper;
  });
  return step?.change ?? 0;
}

/** Alarms of target tracking: three minutes above the target, fifteen below nine tenths of it (user guide of Application Auto Scaling, and what its alarms are seen to have). */
const POINTS_OUT = 3;
const POINTS_IN = 15;
const LOW_SHARE = 0.9;

/** Keeps a figure that falls as tasks are added at its target: as many tasks as would have brought it there. */
class Tracking implements Policy {
  readonly #policy: TrackingPolicy;
  readonly #high: Alarm;
  readonly #low: Alarm;
  readonly #out: ScaleOut;
  readonly #in: ScaleIn;

  constructor(policy: TrackingPolicy, ingestSeconds: number) {
    this.#policy = policy;
    const { target, scaleOutCooldownSeconds, scaleInCooldownSeconds } = policy;
    this.#high = new Alarm(minutes(policy, 'GreaterThanThreshold', target, POINTS_OUT), ingestSeconds);
    this.#low = new Alarm(minutes(policy, 'LessThanThreshold', target * LOW_SHARE, POINTS_IN), ingestSeconds);
    this.#out = new ScaleOut(scaleOutCooldownSeconds);
    this.#in = new ScaleIn(scaleInCooldownSeconds);
  }

  tick(now: number, metrics: Metrics, current: number): Wish | null {
    const { target, scaleIn } = this.#policy;
    const high = this.#high.tick(now, metrics);
    // In proportion to what there is; where there is none, the first.
    if (high !== null)
      return this.#out.wish(now, current, (from) => Math.max(1, Math.ceil((Math.max(1, from) * high) / target)));
    const low = scaleIn ? this.#low.tick(now, metrics) : null;
    return low === null ? null : this.#in.wish(now, current, Math.ceil((current * low) / target));
  }
}

function minutes(
  { metric, statistic }: TrackingPolicy,
  comparison: AlarmRule['comparison'],
  threshold: number,
  points: number,
): AlarmRule {
  const counts = { periodSeconds: 60, evaluationPeriods: points, datapointsToAlarm: points };
  return { metric, statistic, ...counts, threshold, comparison, missing: 'missing' };
}

/** Application Auto Scaling of one service. */
export class AppAutoScaling {
  readonly #limits: { readonly min: number; readonly max: number };
  readonly #policies: readonly Policy[];

  constructor(
    { steps, tracking }: ScalingPolicies,
    limits: { readonly min: number; readonly max: number },
    ingestSeconds: number,
  ) {
    this.#limits = limits;
    this.#policies = [
      ...steps.map((policy) => new Steps(policy, ingestSeconds)),
      ...(tracking ? [new Tracking(tracking, ingestSeconds)] : []),
    ];
  }

  /** @returns the tasks there should be. Of several policies the one that wants most has its way (user guide, multiple policies). */
  tick(now: number, metrics: Metrics, current: number): number {
    const wishes = this.#policies.flatMap((policy) => policy.tick(now, metrics, current) ?? []);
    const [most] = wishes.toSorted((a, b) => b.desired - a.desired);
    if (!most) return current;
    const desired = Math.min(this.#limits.max, Math.max(this.#limits.min, most.desired));
    if (desired !== current) most.granted();
    return desired;
  }
}
