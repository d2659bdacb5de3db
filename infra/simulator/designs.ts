import type { ScalingPolicies } from './app-autoscaling.ts';
import type { Deployment, TrackingPolicy } from './deployment.ts';

/** A way to scale the service, to be compared. */
export interface Design extends ScalingPolicies {
  readonly name: DesignName;
  /** By which tasks `WorkPerTask` divides the work. */
  readonly per: 'ordered' | 'running';
}

export const DESIGNS = ['deployed', 'literal', 'ordered'] as const;
export type DesignName = (typeof DESIGNS)[number];

/**
 * - `deployed`: as the templates say.
 * - `literal`: backlog per task as AWS recommends it (guide of Application Auto Scaling, backlog of a queue): work for each task that runs, tracked both ways with cooldowns of
 *   60 s out and 300 s in; since that has no figure to go by while nothing runs, a step of one on any backlog.
 * - `ordered`: the same target for each task that was ordered, both ways, and the deployed steps that add.
 */
export function designOf(name: DesignName, { steps, tracking }: Deployment): Design {
  const bothWays: TrackingPolicy = {
    ...tracking,
    scaleIn: true,
    scaleOutCooldownSeconds: 60,
    scaleInCooldownSeconds: 300,
  };
  switch (name) {
    case 'deployed':
      return { name, per: 'ordered', steps, tracking };
    case 'literal':
      return { name, per: 'running', steps: [FIRST], tracking: bothWays };
    case 'ordered':
      return {
        name,
        per: 'ordered',
        steps: steps.filter((policy) => policy.steps.some(({ change }) => change > 0)),
        tracking: bothWays,
      };
  }
}

const FIRST: Design['steps'][number] = {
  alarm: {
    metric: 'Backlog',
    statistic: 'Maximum',
    periodSeconds: 60,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    threshold: 1,
    comparison: 'GreaterThanOrEqualToThreshold',
    missing: 'missing',
  },
  cooldownSeconds: 300,
  steps: [{ lower: 0, upper: Number.POSITIVE_INFINITY, change: 1 }],
};
