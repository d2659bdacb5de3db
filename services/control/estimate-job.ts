import { PRICED_REGIONS, type PricedRegion } from '../core/cost/index.ts';
import { type Estimate, estimate } from '../core/estimate/index.ts';
import { FanoutError, type JobSource } from '../core/index.ts';
import type { JobSpec } from '../core/spec/index.ts';
import { inspect } from '../temporal/index.ts';
import type { Stack } from './revise.ts';

/** An {@link Estimate} without what is known of a machine of one's own only. */
export interface JobEstimate extends Omit<Estimate, 'time'> {
  readonly time: Omit<Estimate['time'], 'here'>;
}

/** What is asked besides source and spec. */
export interface JobEstimateWish {
  /** That share the job, at least 1. */
  readonly workers: number;
  /** Whose prices on AWS; none when left out. */
  readonly region?: string | undefined;
}

/**
 * Plan, time and cost of a job that is not submitted. A worker looks at the source; nothing is written.
 * @throws FanoutError with an input code for the source, CLIP_EMPTY, REQUEST_INVALID for a region without prices,
 * STACK_UNREACHABLE when no worker has looked within half a minute
 */
export async function estimateJob(
  { client }: Stack,
  spec: JobSpec,
  source: JobSource,
  { workers, region }: JobEstimateWish,
): Promise<JobEstimate> {
  const prices = region === undefined ? null : pricedRegion(region);
  const place = 'url' in source ? { url: source.url } : { bucket: source.bucket, key: source.key };
  const { source: object, ...found } = await inspect(client, place, spec.tenant);
  const wish = { cores: 1, workers, speed: null, region: prices };
  const { time, ...rest } = estimate({ ...found, object, name: source.name }, spec, wish);
  const { here: _, ...shared } = time;
  return { ...rest, time: shared };
}

function pricedRegion(text: string): PricedRegion {
  const region = PRICED_REGIONS.find((known) => known === text);
  if (region) return region;
  throw new FanoutError('REQUEST_INVALID', `There are prices of ${PRICED_REGIONS.join(', ')} only.`);
}
