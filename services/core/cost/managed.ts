import type { Price } from './price.ts';
import type { LadderWork, WorkRendition } from './work.ts';

/** What an hour of output costs elsewhere, or why that is not said. */
export type ManagedCost =
  | { readonly where: string; readonly usd: number; readonly prices: readonly Price[] }
  | { readonly where: string; readonly usd: null; readonly why: string };

const MEDIACONVERT = 'AWS MediaConvert, Basic';

/**
 * AWS Elemental MediaConvert, Basic tier (AVC, one pass, single outputs), us-east-1, dollars for a minute of output at 30 frames
 * a second at most; twice as much up to 60. Since 2024 AWS counts "normalized minutes" with discounts for volume: these are the rates
 * without any.
 */
export const MEDIACONVERT_MINUTE = {
  sd: basic(0.0075),
  hd: basic(0.015),
  uhd: basic(0.03),
} as const;

function basic(usd: number): Price {
  return {
    usd,
    source: 'gist of 0xdeepmehta (2021); GitHub cost docs; AWS M&E blog on tiers',
    date: '2021',
    checked: true,
  };
}

/** Each output is billed for so many seconds at least. */
const LEAST_SECONDS = 10;

/**
 * The same outputs at MediaConvert's list price: Σ over rungs minutes × price of its size. Sound is in it.
 */
export function mediaConvertCost({ lanes, seconds, rate }: LadderWork): ManagedCost {
  const renditions = lanes.flat();
  const others = [...new Set(renditions.map(({ codec }) => codec))].filter((codec) => codec !== 'h264');
  if (others.length > 0) {
    const why = `${others.join(' and ')} need${others.length > 1 ? '' : 's'} the Professional tier, whose price we have not read`;
    return { where: MEDIACONVERT, usd: null, why };
  }
  const minutes = Math.max(seconds, LEAST_SECONDS) / 60;
  const prices = renditions.map(minutePrice);
  const usd = prices.reduce((total, price) => total + price.usd, 0) * minutes * (rate > 30 ? 2 : 1);
  return { where: MEDIACONVERT, usd, prices };
}

/** By AWS's classes: HD from 720 lines on, 4K beyond 1080. */
function minutePrice({ width, height }: WorkRendition): Price {
  const short = Math.min(width, height);
  if (short < 720) return MEDIACONVERT_MINUTE.sd;
  return short <= 1080 ? MEDIACONVERT_MINUTE.hd : MEDIACONVERT_MINUTE.uhd;
}
