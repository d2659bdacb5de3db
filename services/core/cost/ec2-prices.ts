import type { Price } from './price.ts';

/** What a g4dn.xlarge costs by the hour. Spot prices follow supply: the highest that the source had for the region. */
export interface CardPrices {
  readonly onDemandHour: Price;
  /** `null`: not known here. */
  readonly spotHour: Price | null;
}

/** The instance that estimates compare with: the smallest with a T4, and what samples of infra/config name first. */
export const CARD_INSTANCE = { type: 'g4dn.xlarge', vcpus: 4 } as const;

const skypilot = (usd: number): Price => ({
  usd,
  source: 'skypilot-org/skypilot-catalog catalogs/v8/aws/vms.csv @00148f2a',
  date: '2026-11',
  checked: true,
});
const of = (onDemand: number, spot: number | null = null): CardPrices => ({
  onDemandHour: skypilot(onDemand),
  spotHour: spot === null ? null : skypilot(spot),
});

/** By region. What infra/catalog/gpu-instances.ts has as well is the same: a test compares. */
export const CARD_PRICES = {
  'us-east-1': of(0.526, 0.216),
  'us-east-2': of(0.526, 0.19),
  'us-west-1': of(0.631),
  'us-west-2': of(0.526, 0.248),
  'af-south-1': of(0.698),
  'ap-east-1': of(0.81),
  'ap-northeast-1': of(0.71),
  'ap-northeast-2': of(0.647),
  'ap-northeast-3': of(0.71),
  'ap-south-1': of(0.579),
  'ap-southeast-1': of(0.736),
  'ap-southeast-2': of(0.684),
  'ca-central-1': of(0.584),
  'eu-central-1': of(0.658),
  'eu-north-1': of(0.558),
  'eu-south-1': of(0.616),
  'eu-west-1': of(0.587),
  'eu-west-2': of(0.615, 0.194),
  'eu-west-3': of(0.615),
  'me-south-1': of(0.645),
} as const satisfies Readonly<Record<string, CardPrices>>;

export type PricedRegion = keyof typeof CARD_PRICES;
export const PRICED_REGIONS = Object.keys(CARD_PRICES) as PricedRegion[];

/** The region of all other prices. */
export const REFERENCE_REGION: PricedRegion = 'us-east-1';
