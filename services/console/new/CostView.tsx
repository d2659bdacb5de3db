import type { Signal } from '@preact/signals';
import { dollars, PRICED_REGIONS, type PricedRegion } from '../../core/cost/index.ts';
import { ColumnHeads } from '../ui/ColumnHeads.tsx';
import { span } from '../ui/format.ts';
import { Scrollable } from '../ui/Scrollable.tsx';
import type { Estimate } from './estimates.ts';

interface CostViewProps {
  readonly aws: NonNullable<Estimate['aws']>;
  /** Whose prices; another one is asked for when it changes. */
  readonly region: Signal<PricedRegion>;
}

/** There are always places; the compiler does not know. */
const NOWHERE = { where: 'AWS', usd: 0 };

/** What the job costs on AWS, by kind of worker, and with a service that is paid per minute. */
export function CostView({ aws: { region: told, places, managed, storageMonthUsd }, region }: CostViewProps) {
  const measured = places.filter(({ speed }) => speed === 'measured');
  const known = measured.length > 0 ? measured : places;
  const least = known.reduce((one, other) => (other.usd < one.usd ? other : one), known[0] ?? NOWHERE);
  return (
    <details class="cost">
      <summary>
        <b>{dollars(least.usd)}</b> <span class="quiet">on {least.where}</span>
      </summary>
      <label>
        <span class="visually-hidden">Prices of</span>
        <select
          value={region.value}
          onChange={({ currentTarget }) => {
            region.value = PRICED_REGIONS.find((one) => one === currentTarget.value) ?? region.value;
          }}
        >
          {PRICED_REGIONS.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Scrollable label={`Costs in ${told}`}>
        <table>
          <ColumnHeads names={['Worker', 'Cost', 'One worker takes', 'Speed', 'Price of']} />
          <tbody>
            {places.map(({ where, usd, usdLeast, usdMost, hours, speed, priceDate, priceRegion, pricesChecked }) => (
              <tr key={where}>
                <th scope="row">{where}</th>
                <td title={`${dollars(usdLeast)} to ${dollars(usdMost)}`}>{dollars(usd)}</td>
                <td>{span(hours * 3600)}</td>
                <td>{speed}</td>
                <td>
                  {[
                    priceDate,
                    ...(priceRegion === told ? [] : [priceRegion]),
                    ...(pricesChecked ? [] : ['from memory']),
                  ].join(', ')}
                </td>
              </tr>
            ))}
            <tr>
              <th scope="row">{managed.where}</th>
              <td>{managed.usd === null ? 'unknown' : dollars(managed.usd)}</td>
              <td colSpan={3}>{managed.usd === null ? managed.why : 'list price, us-east-1'}</td>
            </tr>
          </tbody>
        </table>
      </Scrollable>
      <p class="quiet">
        Without machines that wait, what viewers load, and {dollars(storageMonthUsd)} a month at most for the result in
        S3.
      </p>
    </details>
  );
}
