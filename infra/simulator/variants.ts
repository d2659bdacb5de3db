import { instanceStep } from '../constructs/instance-step.ts';
import { ASSUMPTIONS, type Assumptions } from './assumptions.ts';
import type { Deployment, StepPolicy } from './deployment.ts';

/** A deployment, or a reading of what AWS does, that differs from the one that is reported. */
export interface Variant {
  readonly name: string;
  readonly deployment: Deployment;
  readonly assumptions: Assumptions;
}

/** What a deployer can do about the start from nothing, and how AWS may be slower or faster than assumed. */
export function variantsOf(deployment: Deployment, assumptions: Assumptions = ASSUMPTIONS): Variant[] {
  const of = (name: string, changed: Partial<Deployment>, assumed: Partial<Assumptions> = {}): Variant => ({
    name,
    deployment: { ...deployment, ...changed },
    assumptions: { ...assumptions, ...assumed },
  });
  const { instances, cluster } = deployment;
  const wide = withMax(deployment, MOST);
  const smallest = { growth: 'minimumStep' } as const;
  const readings = [
    of('if warm-up begins with the order', {}, { warmupFrom: 'order' }),
    of('if AWS adds the smallest step only', {}, smallest),
    of(`the same, up to ${MOST}`, wide, smallest),
    of(`the same, smallest step ${MOST}`, { ...wide, cluster: { ...wide.cluster, minStep: MOST } }, smallest),
  ];
  return [
    of('as deployed', {}),
    of('one task always there', withMin(deployment, 1)),
    of('warm pool for all', { instances: { ...instances, warm: instances.max } }),
    of('no warm-up', { cluster: { ...cluster, warmupSeconds: 0 } }),
    of(`up to ${MOST} tasks`, wide),
    of(`up to ${MOST}, one always there`, withMin(wide, 1)),
    of(`up to ${MOST}, warm pool for all`, { ...wide, instances: { ...wide.instances, warm: MOST } }),
    of(`up to ${MOST}, no warm-up`, { ...wide, cluster: { ...wide.cluster, warmupSeconds: 0 } }),
    // Only there do AWS's own words leave room for it.
    ...(instances.mixed ? readings : readings.slice(0, 1)),
  ];
}

/** As many tasks as there can be steps for each number of them (Application Auto Scaling, quotas). */
const MOST = 20;

/** The same deployment for another number of tasks at most: a step for each number, as there can be twenty. @param max 1 to 20 */
export function withMax(deployment: Deployment, max: number): Deployment {
  const steps = (policy: StepPolicy): StepPolicy => {
    const sign = policy.steps.some(({ change }) => change > 0) ? 1 : -1;
    const bounds = Array.from({ length: max }, (_, i) => {
      const [near, far] = [i, i + 1 === max ? Number.POSITIVE_INFINITY : i + 1];
      return sign > 0
        ? { lower: near, upper: far, change: i + 1 }
        : { lower: -far, upper: near === 0 ? 0 : -near, change: -i - 1 };
    });
    return { ...policy, alarm: { ...policy.alarm, threshold: sign }, steps: bounds };
  };
  return {
    ...deployment,
    service: { ...deployment.service, max },
    scaler: { ...deployment.scaler, max },
    instances: { ...deployment.instances, max },
    cluster: { ...deployment.cluster, minStep: instanceStep(null, max), maxStep: max },
    steps: deployment.steps.map(steps),
  };
}

function withMin(deployment: Deployment, min: number): Deployment {
  return {
    ...deployment,
    service: { ...deployment.service, min },
    scaler: { ...deployment.scaler, min },
  };
}
