import { describe, expect, it } from 'vitest';
import { readDeployment } from '../../../infra/simulator/template.ts';
import { templates } from './fixture.ts';

describe('readDeployment', () => {
  it('finds the scaling of the transcode service across stacks', () => {
    expect(readDeployment(templates())).toMatchObject({
      service: { min: 0, max: 5 },
      tracking: { metric: 'WorkPerTask', target: 4, scaleIn: false, scaleOutCooldownSeconds: 300 },
      scaler: { min: 0, max: 5, slotsPerTask: 4, cooldownSeconds: 300, ageLimitSeconds: 60, everySeconds: 10 },
      cluster: { targetPercent: 100, warmupSeconds: 120, minStep: 1, maxStep: 5 },
      instances: { min: 0, max: 5, warm: 0, mixed: true },
      slots: 4,
    });
  });

  it('has the steps of both directions, open to one side', () => {
    const { steps } = readDeployment(templates());
    expect(steps.map(({ steps: [first] }) => first?.change)).toEqual([1, -1]);
    expect(steps[0]?.steps.at(-1)).toEqual({ lower: 4, upper: Number.POSITIVE_INFINITY, change: 5 });
    expect(steps[1]?.steps.at(-1)).toEqual({ lower: Number.NEGATIVE_INFINITY, upper: -4, change: -5 });
  });

  it('counts the stopped instances of a warm pool', () => {
    const json = templates();
    const cluster = json['fanout-cluster'];
    const pool = { AutoScalingGroupName: { Ref: 'Group' }, MinSize: 3, PoolState: 'Stopped' };
    if (cluster) cluster.Resources.Pool = { Type: 'AWS::AutoScaling::WarmPool', Properties: pool };
    expect(readDeployment(json).instances.warm).toBe(3);
  });

  it.each([
    ['fanout-transcode', 'TranscodeTarget', 'ScalableTarget'],
    ['fanout-transcode', 'TranscodeUp', 'ScalingPolicy'],
    ['fanout-transcode', 'TranscodeWork', 'TargetTrackingScaling policy of TranscodeTarget'],
    ['fanout-transcode', 'TranscodeTask', 'FANOUT_TRANSCODE_SLOTS'],
    ['fanout-cluster', 'Provider', 'AWS::ECS::CapacityProvider'],
    ['fanout-cluster', 'Group', 'AWS::AutoScaling::AutoScalingGroup'],
    ['fanout-scaler', 'ScalerTask', 'FANOUT_SCALE_TRANSCODE_MIN'],
  ])('names what is missing: %s without %s', (stack, id, named) => {
    const json = templates();
    delete json[stack]?.Resources[id];
    expect(() => readDeployment(json)).toThrow(named);
  });

  it('names a property that is missing', () => {
    const json = templates();
    const policy = json['fanout-transcode']?.Resources.TranscodeUp?.Properties.StepScalingPolicyConfiguration;
    delete (policy as { Cooldown?: number }).Cooldown;
    expect(() => readDeployment(json)).toThrow(
      /fanout-transcode\/TranscodeUp.*StepScalingPolicyConfiguration\.Cooldown/,
    );
  });

  it('wants alarms on MissingTasks', () => {
    const json = templates();
    for (const id of ['TranscodeUpAlarm', 'TranscodeDownAlarm']) delete json['fanout-transcode']?.Resources[id];
    expect(() => readDeployment(json)).toThrow('AWS::CloudWatch::Alarm on MissingTasks of transcode-queue');
  });

  it('says no to what is no template', () => {
    expect(() => readDeployment({ x: { Resources: [] } })).toThrow('the template of x');
  });
});
