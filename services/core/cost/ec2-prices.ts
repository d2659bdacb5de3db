import type { GpuInstanceType } from './instances.ts';
import type { Price } from './price.ts';

/** What an instance costs by the hour. Spot prices follow supply: the highest that the source had for the region. */
export interface InstancePrices {
  readonly onDemandHour: Price | null;
  readonly spotHour: Price | null;
}

const skypilot = (usd: number): Price => ({
  usd,
  source: 'skypilot-org/skypilot-catalog catalogs/v8/aws/vms.csv @00148f2a',
  date: '2026-11',
  checked: true,
});
const tables = (usd: number): Price => ({
  usd,
  source: 'price tables in several GitHub repositories',
  date: '2026',
  checked: true,
});
const g5 = (usd: number): Price => ({ usd, source: 'factualminds.com', date: '2026-06', checked: true });
/** Regions that cost as much as us-east-1 for all that is remembered. */
const remembered = (usd: number): Price => ({ usd, source: 'from memory', date: '2026-11', checked: false });

/** By region, then by type. `null` and what is missing is not known here. */
export const INSTANCE_PRICES = {
  'us-east-1': {
    'g4dn.xlarge': { onDemandHour: skypilot(0.526), spotHour: skypilot(0.216) },
    'g4dn.2xlarge': { onDemandHour: tables(0.752), spotHour: null },
    'g4dn.4xlarge': { onDemandHour: skypilot(1.204), spotHour: skypilot(0.454) },
    'g5.xlarge': { onDemandHour: g5(1.006), spotHour: null },
    'g6.xlarge': { onDemandHour: tables(0.8048), spotHour: null },
  },
  'us-east-2': { 'g4dn.xlarge': { onDemandHour: remembered(0.526), spotHour: skypilot(0.19) } },
  'us-west-2': { 'g4dn.xlarge': { onDemandHour: remembered(0.526), spotHour: skypilot(0.248) } },
  'eu-west-2': { 'g4dn.xlarge': { onDemandHour: skypilot(0.615), spotHour: skypilot(0.194) } },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<GpuInstanceType, InstancePrices>>>>>;

export type PricedRegion = keyof typeof INSTANCE_PRICES;
export const PRICED_REGIONS = Object.keys(INSTANCE_PRICES) as PricedRegion[];

export function isPricedRegion(text: string): text is PricedRegion {
  return Object.hasOwn(INSTANCE_PRICES, text);
}

/** `null` for both where nothing is known of the type in the region. */
export function instancePrices(region: PricedRegion, type: GpuInstanceType): InstancePrices {
  const inRegion: Readonly<Partial<Record<GpuInstanceType, InstancePrices>>> = INSTANCE_PRICES[region];
  return inRegion[type] ?? { onDemandHour: null, spotHour: null };
}
