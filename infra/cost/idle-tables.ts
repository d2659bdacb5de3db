import { idleCost } from '../../services/core/cost/index.ts';
import { parseConfig } from '../config/load.ts';
import { SAMPLES } from '../config/samples.ts';
import { idlePartsOf } from './idle-parts.ts';
import { cents, table } from './table.ts';

/** What each sample costs idle, part by part. */
export function idleTables(): string {
  const costs = Object.entries(SAMPLES).map(([name, sample]) => ({
    name,
    cost: idleCost(idlePartsOf(parseConfig(sample))),
  }));
  const parts = [...new Set(costs.flatMap(({ cost }) => cost.items.map(({ what }) => what)))];
  const rows = parts.map((what) => [
    what,
    ...costs.map(({ cost }) => {
      const items = cost.items.filter((item) => item.what === what);
      return items.map(({ quantity, usdMonth }) => `${cents(usdMonth)} (${shown(quantity)})`).join('; ');
    }),
  ]);
  const totals = ['**a month**', ...costs.map(({ cost }) => `**${cents(cost.usdMonth)}**`)];
  const unpriced = costs.flatMap(({ name, cost }) =>
    cost.unpriced.map((what) => `No price is known here of ${what} (${name}).`),
  );
  return [table([['', ...costs.map(({ name }) => name)], ...rows, totals]), ...unpriced].join('\n\n');
}

function shown(quantity: number): string {
  return String(Math.round(quantity * 10) / 10);
}
