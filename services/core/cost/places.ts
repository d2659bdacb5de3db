import type { VideoCodec } from '../rendition.ts';
import { instancePrices, type PricedRegion } from './ec2-prices.ts';
import { GPU_INSTANCES, type GpuInstanceType } from './instances.ts';
import type { Price } from './price.ts';
import { FARGATE } from './prices.ts';

/** Something that one transcode worker runs on, rented by the second. */
export interface Place {
  /** E.g. `g4dn.xlarge Spot`. */
  readonly name: string;
  readonly vcpus: number;
  /** Of one worker. */
  readonly usdHour: number;
  /** What {@link usdHour} is made of. */
  readonly prices: readonly Price[];
  /** A price that follows supply: what it is at best, or was at most. */
  readonly isSpot: boolean;
  /** Codecs that its graphics card encodes for us; none without one. */
  readonly gpuCodecs: readonly VideoCodec[];
}

/** A Fargate task as Fanout orders it where nothing else is said (infra/config/schema.ts): 4 vCPUs, 16 GB, 50 GB of scratch. */
export const FARGATE_WORKER = { vcpus: 4, memoryGb: 16, scratchGb: 50 } as const;

/** Dollars for an hour of a Fargate task. */
export function fargateHour(
  { vcpus, memoryGb, scratchGb }: { readonly vcpus: number; readonly memoryGb: number; readonly scratchGb: number },
  isSpot: boolean,
): number {
  const discount = isSpot ? FARGATE.spotDiscount.share : 0;
  const computing = vcpus * FARGATE.vcpuHour.usd + memoryGb * FARGATE.gbHour.usd;
  const scratch = Math.max(0, scratchGb - FARGATE.scratchIncludedGb) * FARGATE.scratchGbHour.usd;
  return computing * (1 - discount) + scratch;
}

function fargate(isSpot: boolean): Place {
  return {
    name: `Fargate ${isSpot ? 'Spot' : 'on demand'}, ${FARGATE_WORKER.vcpus} vCPUs`,
    vcpus: FARGATE_WORKER.vcpus,
    usdHour: fargateHour(FARGATE_WORKER, isSpot),
    prices: [FARGATE.vcpuHour, FARGATE.gbHour, FARGATE.scratchGbHour],
    isSpot,
    gpuCodecs: [],
  };
}

function instances(region: PricedRegion, type: GpuInstanceType): Place[] {
  const { onDemandHour, spotHour } = instancePrices(region, type);
  const { vcpus } = GPU_INSTANCES[type];
  const place = (name: string, price: Price | null, isSpot: boolean): Place[] =>
    price ? [{ name, vcpus, usdHour: price.usd, prices: [price], isSpot, gpuCodecs: ['h264', 'hevc'] }] : [];
  return [...place(`${type} on demand`, onDemandHour, false), ...place(`${type} Spot`, spotHour, true)];
}

/** Where a job is compared. Fargate's prices are us-east-1's in every region; instances are those of the region. */
export function placesIn(region: PricedRegion): Place[] {
  return [fargate(true), fargate(false), ...instances(region, 'g4dn.xlarge')];
}
