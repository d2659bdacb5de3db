import { z } from 'zod';
import { QUEUES } from '../../services/core/index.ts';
import type { AlarmRule, Deployment, StepPolicy, TrackingPolicy } from './deployment.ts';
import { checked, only, propertiesOf, type Resource, referred, resourcesOf, TemplateError } from './resources.ts';
import { environmentNumber, transcodeSlots } from './template-environment.ts';
import {
  alarmSchema,
  groupSchema,
  number,
  providerSchema,
  stepSchema,
  targetSchema,
  trackingSchema,
} from './template-schemas.ts';

const NOBODY = { Name: '', Value: '' };
const dimensionsSchema = z.array(z.object({ Name: z.string(), Value: z.unknown() }));

/**
 * How the transcode service is scaled, from the templates of a deployment's stacks. Nothing is assumed: what CloudFormation would
 * take a default for is such a default only where the template may leave it out.
 *
 * @param templates by the stacks' names
 * @throws TemplateError that names what is missing
 */
export function readDeployment(templates: Readonly<Record<string, unknown>>): Deployment {
  const all = resourcesOf(templates);
  const alarms = all.filter((resource) => isMissingTasksAlarm(resource));
  if (alarms.length === 0)
    throw new TemplateError(`The templates have no AWS::CloudWatch::Alarm on MissingTasks of ${QUEUES.transcode}.`);
  const policies = alarms.map((alarm) => stepPolicy(all, alarm));
  const target = only(
    [...new Set(policies.map(({ target }) => target))],
    'AWS::ApplicationAutoScaling::ScalableTarget that the alarms on MissingTasks scale',
  );
  const capacity = propertiesOf(targetSchema, target);
  return {
    service: { min: capacity.MinCapacity, max: capacity.MaxCapacity },
    steps: policies.map(({ policy }) => policy),
    tracking: trackingPolicy(all, target),
    scaler: {
      min: environmentNumber(all, 'FANOUT_SCALE_TRANSCODE_MIN'),
      max: environmentNumber(all, 'FANOUT_SCALE_TRANSCODE_MAX'),
      slotsPerTask: environmentNumber(all, 'FANOUT_SCALE_TRANSCODE_SLOTS'),
      cooldownSeconds: environmentNumber(all, 'FANOUT_SCALE_COOLDOWN_SECONDS'),
      ageLimitSeconds: environmentNumber(all, 'FANOUT_SCALE_AGE_SECONDS'),
      everySeconds: environmentNumber(all, 'FANOUT_SCALE_EVERY_SECONDS'),
    },
    ...instancesOf(all),
    slots: transcodeSlots(all),
  };
}

function isMissingTasksAlarm({ type, properties }: Resource): boolean {
  if (type !== 'AWS::CloudWatch::Alarm' || properties.MetricName !== 'MissingTasks') return false;
  const dimensions = dimensionsSchema.catch([NOBODY]).parse(properties.Dimensions);
  return dimensions.some(({ Name, Value }) => Name === 'TaskQueue' && Value === QUEUES.transcode);
}

function stepPolicy(all: readonly Resource[], alarm: Resource): { policy: StepPolicy; target: Resource } {
  const { AlarmActions, ...rule } = propertiesOf(alarmSchema, alarm);
  const acting = AlarmActions.flatMap((action) => referred(all, alarm, action) ?? []).filter(isPolicy);
  const resource = only(acting, `AWS::ApplicationAutoScaling::ScalingPolicy among the actions of ${alarm.id}`);
  const { ScalingTargetId, StepScalingPolicyConfiguration: step } = propertiesOf(stepSchema, resource);
  const target = referred(all, resource, ScalingTargetId);
  if (!target) throw new TemplateError(`The templates have no ScalableTarget that ${resource.id} refers to.`);
  return {
    target,
    policy: {
      alarm: alarmRule(rule),
      cooldownSeconds: step.Cooldown,
      steps: step.StepAdjustments.map((adjustment) => ({
        lower: adjustment.MetricIntervalLowerBound,
        upper: adjustment.MetricIntervalUpperBound,
        change: adjustment.ScalingAdjustment,
      })),
    },
  };
}

function isPolicy({ type }: Resource): boolean {
  return type === 'AWS::ApplicationAutoScaling::ScalingPolicy';
}

function alarmRule(alarm: Omit<z.output<typeof alarmSchema>, 'AlarmActions'>): AlarmRule {
  return {
    metric: alarm.MetricName,
    statistic: alarm.Statistic,
    periodSeconds: alarm.Period,
    evaluationPeriods: alarm.EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
    threshold: alarm.Threshold,
    comparison: alarm.ComparisonOperator,
    missing: alarm.TreatMissingData,
  };
}

function trackingPolicy(all: readonly Resource[], target: Resource): TrackingPolicy {
  const tracking = all.filter(
    (resource) =>
      isPolicy(resource) &&
      resource.properties.PolicyType === 'TargetTrackingScaling' &&
      referred(all, resource, resource.properties.ScalingTargetId) === target,
  );
  const policy = only(tracking, `TargetTrackingScaling policy of ${target.id}`);
  const { TargetTrackingScalingPolicyConfiguration: config } = propertiesOf(trackingSchema, policy);
  return {
    metric: config.CustomizedMetricSpecification.MetricName,
    statistic: config.CustomizedMetricSpecification.Statistic,
    target: config.TargetValue,
    scaleIn: !config.DisableScaleIn,
    scaleOutCooldownSeconds: config.ScaleOutCooldown,
    scaleInCooldownSeconds: config.ScaleInCooldown,
  };
}

function instancesOf(all: readonly Resource[]): Pick<Deployment, 'cluster' | 'instances'> {
  const providers = all.filter(({ type }) => type === 'AWS::ECS::CapacityProvider');
  if (providers.length === 0) {
    throw new TemplateError(
      'The templates have no AWS::ECS::CapacityProvider. Instances with cards are simulated: the configuration needs "gpu" for transcode.kind.',
    );
  }
  const provider = only(providers, 'AWS::ECS::CapacityProvider');
  const { AutoScalingGroupArn, ManagedScaling } = propertiesOf(providerSchema, provider).AutoScalingGroupProvider;
  const group = referred(all, provider, AutoScalingGroupArn);
  if (!group) throw new TemplateError(`The templates have no AWS::AutoScaling::AutoScalingGroup for ${provider.id}.`);
  const { MinSize, MaxSize, VPCZoneIdentifier, MixedInstancesPolicy } = propertiesOf(groupSchema, group);
  const pools = all.filter(
    (resource) =>
      resource.type === 'AWS::AutoScaling::WarmPool' &&
      referred(all, resource, resource.properties.AutoScalingGroupName) === group,
  );
  const warm = pools.map((pool) => checked(number, pool.properties.MinSize, `MinSize of ${pool.id}`));
  return {
    cluster: {
      targetPercent: ManagedScaling.TargetCapacity,
      warmupSeconds: ManagedScaling.InstanceWarmupPeriod,
      minStep: ManagedScaling.MinimumScalingStepSize,
      maxStep: ManagedScaling.MaximumScalingStepSize,
    },
    instances: {
      min: MinSize,
      max: MaxSize,
      warm: warm.reduce((sum, size) => sum + size, 0),
      mixed:
        (Array.isArray(VPCZoneIdentifier) && VPCZoneIdentifier.length > 1) ||
        (MixedInstancesPolicy?.LaunchTemplate.Overrides.length ?? 0) > 1,
    },
  };
}
