import { z } from 'zod';

/*
 * What is read of resources, as CloudFormation names it.
 */

/** Sizes of Auto Scaling groups are strings in templates. */
export const number = z.coerce.number();

export const alarmSchema = z.object({
  MetricName: z.string(),
  Statistic: z.enum(['Average', 'Maximum', 'Minimum']),
  Period: z.number(),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number().optional(),
  Threshold: z.number(),
  ComparisonOperator: z.enum([
    'GreaterThanThreshold',
    'GreaterThanOrEqualToThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
  AlarmActions: z.array(z.unknown()).min(1),
});

export const stepSchema = z.object({
  ScalingTargetId: z.unknown(),
  StepScalingPolicyConfiguration: z.object({
    AdjustmentType: z.literal('ChangeInCapacity'),
    Cooldown: z.number(),
    StepAdjustments: z
      .array(
        z.object({
          MetricIntervalLowerBound: z.number().default(Number.NEGATIVE_INFINITY),
          MetricIntervalUpperBound: z.number().default(Number.POSITIVE_INFINITY),
          ScalingAdjustment: z.number().int(),
        }),
      )
      .min(1),
  }),
});

export const trackingSchema = z.object({
  TargetTrackingScalingPolicyConfiguration: z.object({
    TargetValue: z.number().positive(),
    DisableScaleIn: z.boolean(),
    ScaleOutCooldown: z.number(),
    ScaleInCooldown: z.number().default(0),
    CustomizedMetricSpecification: z.object({
      MetricName: z.literal('WorkPerTask'),
      Statistic: z.enum(['Average', 'Maximum', 'Minimum']),
    }),
  }),
});

export const targetSchema = z.object({ MinCapacity: z.number(), MaxCapacity: z.number() });

export const providerSchema = z.object({
  AutoScalingGroupProvider: z.object({
    AutoScalingGroupArn: z.unknown(),
    ManagedScaling: z.object({
      Status: z.literal('ENABLED'),
      TargetCapacity: z.number(),
      InstanceWarmupPeriod: z.number(),
      MinimumScalingStepSize: z.number(),
      MaximumScalingStepSize: z.number(),
    }),
  }),
});

export const groupSchema = z.object({
  MinSize: number,
  MaxSize: number,
  VPCZoneIdentifier: z.union([z.array(z.unknown()), z.unknown()]),
  MixedInstancesPolicy: z
    .object({ LaunchTemplate: z.object({ Overrides: z.array(z.unknown()).default([]) }) })
    .optional(),
});
