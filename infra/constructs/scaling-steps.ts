import type { ScalingInterval } from 'aws-cdk-lib/aws-applicationautoscaling';

/** Of a step policy in each direction, unless a quota was raised ("Step adjustments per step scaling policy"). */
const MOST_STEPS = 20;

/**
 * One step for each number of missing tasks (or of too many, below zero), as long as there are few enough: so that any number is one
 * change. Beyond that, steps are a growing factor apart, and change by the least number in them: what is still missing
 * then is ordered a minute later, and nothing is ordered that is not needed.
 *
 * @param max tasks at most, at least 1
 */
export function scalingSteps(max: number): ScalingInterval[] {
  const bounds = stepBounds(max);
  const steps = bounds.map((lower, index) => ({ lower, upper: bounds[index + 1], change: lower }));
  const down = steps
    .toReversed()
    .map(({ lower, upper }) => ({ upper: -lower, ...(upper === undefined ? {} : { lower: -upper }), change: -lower }));
  const up = steps.map(({ lower, upper, change }) => ({ lower, ...(upper === undefined ? {} : { upper }), change }));
  return [...down, ...up];
}

/** Where steps begin: 1, 2, 3 … and then by a factor, MOST_STEPS at most, the last at `max` or below. */
export function stepBounds(max: number): number[] {
  if (max <= MOST_STEPS) return Array.from({ length: max }, (_, index) => index + 1);
  const bounds = [1];
  for (let left = MOST_STEPS - 1; left > 0; left--) {
    const last = bounds.at(-1) ?? 1;
    // The factor that reaches `max` with the steps that are left.
    bounds.push(Math.max(last + 1, Math.floor(last * (max / last) ** (1 / left))));
  }
  return bounds;
}
