/** When an alarm of CloudWatch is in ALARM. */
export interface AlarmRule {
  readonly metric: string;
  readonly statistic: 'Average' | 'Maximum' | 'Minimum';
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison:
    | 'GreaterThanThreshold'
    | 'GreaterThanOrEqualToThreshold'
    | 'LessThanThreshold'
    | 'LessThanOrEqualToThreshold';
  readonly missing: 'missing' | 'ignore' | 'breaching' | 'notBreaching';
}

/** By how much the number of tasks changes, for values in `[lower, upper)` above the alarm's threshold, or `(lower, upper]` below it. */
export interface Step {
  readonly lower: number;
  readonly upper: number;
  readonly change: number;
}

export interface StepPolicy {
  readonly alarm: AlarmRule;
  readonly cooldownSeconds: number;
  readonly steps: readonly Step[];
}

export interface TrackingPolicy {
  readonly metric: string;
  readonly statistic: AlarmRule['statistic'];
  readonly target: number;
  readonly scaleIn: boolean;
  readonly scaleOutCooldownSeconds: number;
  readonly scaleInCooldownSeconds: number;
}

/** What `decideTasks` is told, and how often. */
export interface ScalerSettings {
  readonly min: number;
  readonly max: number;
  readonly slotsPerTask: number;
  readonly cooldownSeconds: number;
  readonly ageLimitSeconds: number;
  readonly everySeconds: number;
}

/** Managed scaling of instances by ECS ("cluster auto scaling"). */
export interface ClusterScaling {
  readonly targetPercent: number;
  readonly warmupSeconds: number;
  readonly minStep: number;
  readonly maxStep: number;
}

/** Everything about the scaling of the transcode service that templates say. */
export interface Deployment {
  readonly service: { readonly min: number; readonly max: number };
  readonly steps: readonly StepPolicy[];
  readonly tracking: TrackingPolicy;
  readonly scaler: ScalerSettings;
  readonly cluster: ClusterScaling;
  readonly instances: {
    readonly min: number;
    readonly max: number;
    /** Stopped instances that are kept. */
    readonly warm: number;
    /** More than one subnet or instance type: ECS may then add `minStep` instances at a time whatever is needed. */
    readonly mixed: boolean;
  };
  /** What one task does at once, as the task itself is told. */
  readonly slots: number;
}
