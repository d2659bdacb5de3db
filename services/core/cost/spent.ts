import { REFERENCE_REGION } from './ec2-prices.ts';
import { placesIn } from './places.ts';
import { BUSY_SHARE } from './speeds.ts';

/** What work that was done would have cost. */
export interface SpentCost {
  readonly where: string;
  readonly usd: number;
}

/**
 * What processor time costs on AWS's cheapest worker without a graphics card, by the formula of {@link jobCost}.
 * @param cpuSeconds of all processes of a job, at least 0
 */
export function spentCost(cpuSeconds: number): SpentCost {
  const places = placesIn(REFERENCE_REGION).filter(({ gpuCodecs }) => gpuCodecs.length === 0);
  const costs = places.map(({ name, vcpus, usdHour }) => {
    return { where: name, usd: (cpuSeconds / (vcpus * BUSY_SHARE) / 3600) * usdHour };
  });
  return costs.reduce((least, one) => (one.usd < least.usd ? one : least));
}
