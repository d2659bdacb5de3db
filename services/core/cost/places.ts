import type { VideoCodec } from '../rendition.ts';
import { CARD_INSTANCE, CARD_PRICES, type CardPrices, type PricedRegion, REFERENCE_REGION } from './ec2-prices.ts';
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
  /** Whose prices they are. */
  readonly region: PricedRegion;
  /** Codecs that its graphics card encodes for us; none without one. */
  readonly gpuCodecs: readonly VideoCodec[];
}

/** A Fargate task as Fanout orders it where nothing else is said (infra/config/schema.ts): 4 vCPUs, 16 GB, 50 GB of scratch. */
const FARGATE_WORKER = { vcpus: 4, memoryGb: 16, scratchGb: 50 } as const;

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
    region: REFERENCE_REGION,
    gpuCodecs: [],
  };
}

/** Codecs that Fanout has the card encode: a T4 has no AV1 (NVENC's begins with Ada). */
const CARD_CODECS: readonly VideoCodec[] = ['h264', 'hevc'];

function cards(region: PricedRegion): Place[] {
  const { onDemandHour, spotHour }: CardPrices = CARD_PRICES[region];
  const { type, vcpus } = CARD_INSTANCE;
  const place = (name: string, price: Price | null): Place[] =>
    price ? [{ name, vcpus, usdHour: price.usd, prices: [price], region, gpuCodecs: CARD_CODECS }] : [];
  return [...place(`${type} on demand`, onDemandHour), ...place(`${type} Spot`, spotHour)];
}

/** Where a job is compared. Fargate's prices are us-east-1's in every region; instances are those of the region. */
export function placesIn(region: PricedRegion): Place[] {
  return [fargate(true), fargate(false), ...cards(region)];
}
