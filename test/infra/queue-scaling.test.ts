import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scalingSteps, stepBounds } from '../../infra/constructs/scaling-steps.ts';
import { part, propertiesOf, synthesize, testConfig } from './synth.ts';

interface Step {
  readonly MetricIntervalLowerBound?: number;
  readonly MetricIntervalUpperBound?: number;
  readonly ScalingAdjustment: number;
}

const templates = synthesize(testConfig({ transcode: { kind: 'gpu', tasks: { min: 2, max: 50 }, slots: 3 } }));

describe.each([
  ['workflow', 'video-tasks', 1, 2, 40],
  ['metadata', 'metadata-queue', 1, 10, 4],
  ['transcode', 'transcode-queue', 2, 50, 3],
  ['transcode', 'transcode-cpu-queue', 0, 10, 2],
])('%s workers of %s', (name, queue, min, max, slots) => {
  const template = part(templates, name);
  const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm').filter(({ Dimensions }) =>
    JSON.stringify(Dimensions).includes(`"${queue}"`),
  );

  it(`are ${min} to ${max}`, () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: min,
      MaxCapacity: max,
    });
  });

  it('come and go by what the scaler says is missing, looked at each 10 s', () => {
    expect(alarms).toHaveLength(2);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        MetricName: 'MissingTasks',
        Namespace: 'Fanout/fanout',
        Period: 10,
        EvaluationPeriods: 1,
        Statistic: 'Maximum',
      });
    }
    expect(alarms.map(({ Threshold }) => Threshold).sort()).toEqual([-1, 1]);
  });

  it('track work for each task as a second line that never takes any away', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: slots,
        DisableScaleIn: true,
        CustomizedMetricSpecification: { MetricName: 'WorkPerTask', Dimensions: [{ Name: 'TaskQueue', Value: queue }] },
      },
    });
  });
});

it('a policy takes no more steps than AWS allows', () => {
  const policies = propertiesOf(part(templates, 'transcode'), 'AWS::ApplicationAutoScaling::ScalingPolicy')
    .map(
      ({ StepScalingPolicyConfiguration }) => StepScalingPolicyConfiguration as { StepAdjustments: Step[] } | undefined,
    )
    .flatMap((configuration) => (configuration ? [configuration.StepAdjustments] : []));
  expect(policies).toHaveLength(4);
  for (const steps of policies) expect(steps.length).toBeLessThanOrEqual(20);
});

describe('steps', () => {
  it('are one for each number of tasks, as long as there are few', () => {
    expect(scalingSteps(2)).toEqual([
      { upper: -2, change: -2 },
      { upper: -1, lower: -2, change: -1 },
      { lower: 1, upper: 2, change: 1 },
      { lower: 2, change: 2 },
    ]);
    expect(stepBounds(20)).toHaveLength(20);
  });

  it('grow where there are many, and never beyond what is missing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 1_000 }), (max, missing) => {
        const bounds = stepBounds(max);
        expect(bounds.length).toBeLessThanOrEqual(20);
        expect(bounds.at(-1)).toBeLessThanOrEqual(max);
        expect(new Set(bounds).size).toBe(bounds.length);
        const change = bounds.filter((bound) => bound <= missing).at(-1) ?? 0;
        expect(change).toBeLessThanOrEqual(missing);
        // Whatever is missing is there after a few minutes: each orders more than half of it.
        if (missing <= max) expect(change).toBeGreaterThan(missing / 2);
      }),
    );
  });
});
