import { describe, expect, it } from 'vitest';
import { Alarm, Metrics } from '../../../infra/simulator/alarms.ts';
import { AppAutoScaling, stepFor } from '../../../infra/simulator/app-autoscaling.ts';
import type { AlarmRule, StepPolicy, TrackingPolicy } from '../../../infra/simulator/deployment.ts';
import { CONTEXT } from './fixture.ts';

const INGEST = 5;
const rule: AlarmRule = {
  metric: 'MissingTasks',
  statistic: 'Maximum',
  periodSeconds: 10,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  threshold: 1,
  comparison: 'GreaterThanOrEqualToThreshold',
  missing: 'missing',
};

/** Publishes every ten seconds, and tells what is ordered each second. */
function run(
  scaling: AppAutoScaling,
  seconds: number,
  values: (at: number) => Record<string, number>,
  from = 0,
): number[] {
  const metrics = new Metrics();
  let ordered = from;
  return Array.from({ length: seconds }, (_, now) => {
    if (now % 10 === 0) metrics.publish(values(now), now);
    ordered = scaling.tick(now, metrics, ordered);
    return ordered;
  });
}

describe('Alarm', () => {
  it('acts when the period with the figure is over and in, and again each minute while it stays', () => {
    const metrics = new Metrics();
    const alarm = new Alarm(rule, INGEST);
    const acted: number[] = [];
    for (let now = 0; now < 200; now++) {
      if (now % 10 === 0) metrics.publish({ MissingTasks: now >= 20 ? 3 : 0 }, now);
      if (alarm.tick(now, metrics) !== null) acted.push(now);
    }
    expect(acted).toEqual([35, 95, 155]);
  });

  it.each([
    ['missing', 1],
    ['ignore', 1],
  ] as const)('does nothing without figures: %s', (missing, times) => {
    const metrics = new Metrics();
    const alarm = new Alarm({ ...rule, missing }, INGEST);
    metrics.publish({ MissingTasks: 3 }, 0);
    const acted = Array.from({ length: 300 }, (_, now) => alarm.tick(now, metrics)).filter((value) => value !== null);
    expect(acted).toHaveLength(times);
  });
});

describe('steps', () => {
  const [up, down] = CONTEXT.deployment.steps as [StepPolicy, StepPolicy];

  it.each([
    [1, 1],
    [3, 3],
    [5, 5],
    [40, 5],
  ])('%d missing: %d more', (value, change) => expect(stepFor(up, value)).toBe(change));

  it.each([
    [-1, -1],
    [-4, -4],
    [-40, -5],
  ])('%d: %d', (value, change) => expect(stepFor(down, value)).toBe(change));

  it('counts what was added within the cooldown towards the next', () => {
    const scaling = new AppAutoScaling(
      { steps: [{ ...up, cooldownSeconds: 300 }], tracking: null },
      { min: 0, max: 9 },
      INGEST,
    );
    const ordered = run(scaling, 100, (at) => ({ MissingTasks: at < 20 ? 2 : at < 60 ? 0 : 3 }));
    expect([ordered[20], ordered.at(-1)]).toEqual([2, 3]);
  });

  it('takes nothing away again within the cooldown', () => {
    const scaling = new AppAutoScaling(
      { steps: [{ ...down, cooldownSeconds: 100 }], tracking: null },
      { min: 0, max: 9 },
      INGEST,
    );
    const ordered = run(scaling, 160, () => ({ MissingTasks: -1 }), 5);
    expect([ordered[20], ordered[100], ordered[140]]).toEqual([4, 4, 3]);
  });
});

describe('target tracking', () => {
  const tracking: TrackingPolicy = {
    metric: 'WorkPerTask',
    statistic: 'Average',
    target: 4,
    scaleIn: true,
    scaleOutCooldownSeconds: 60,
    scaleInCooldownSeconds: 300,
  };

  it('needs three minutes above the target, and then adds in proportion', () => {
    const scaling = new AppAutoScaling({ steps: [], tracking }, { min: 0, max: 9 }, INGEST);
    const ordered = run(scaling, 200, () => ({ WorkPerTask: 10 }), 2);
    expect([ordered[184], ordered[185]]).toEqual([2, 5]);
  });

  it('needs fifteen minutes below it', () => {
    const scaling = new AppAutoScaling({ steps: [], tracking }, { min: 0, max: 9 }, INGEST);
    const ordered = run(scaling, 1_000, () => ({ WorkPerTask: 1 }), 8);
    expect([ordered[904], ordered[905]]).toEqual([8, 2]);
  });

  it('lets whoever wants most have it', () => {
    const [, down] = CONTEXT.deployment.steps as [StepPolicy, StepPolicy];
    const scaling = new AppAutoScaling({ steps: [down], tracking }, { min: 0, max: 9 }, INGEST);
    const ordered = run(scaling, 190, (at) => ({ WorkPerTask: 10, MissingTasks: at < 170 ? 0 : -1 }), 2);
    expect(ordered.at(-1)).toBe(5);
  });
});
