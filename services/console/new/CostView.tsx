import type { Signal } from '@preact/signals';
import { dollars, PRICED_REGIONS, type PricedRegion } from '../../core/cost/index.ts';
import { span } from '../ui/format.ts';
import type { Estimate } from './estimates.ts';

interface CostViewProps {
  readonly aws: NonNullable<Estimate['aws']>;
  /** Whose prices; another one is asked for when it changes. */
  readonly region: Signal<PricedRegion>;
}

/** What the job costs on AWS, by kind of worker, and with a service that is paid per minute. */
export function CostView({ aws: { places, managed, storageMonthUsd }, region }: CostViewProps) {
  const least = Math.min(...places.map(({ usd }) => usd));
  return (
    <details class="cost">
      <summary>
        <b>{dollars(least)}</b> <span class="quiet">on AWS, nothing on machines of your own</span>
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <section class="scroll-x" tabIndex={0} aria-label="Costs">
        <table>
          <thead>
            <tr>
              {['Worker', 'Cost', 'One worker takes', 'Speed', 'Price of'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {places.map(({ where, usd, usdLeast, usdMost, hours, speed, priceDate }) => (
              <tr key={where}>
                <th scope="row">{where}</th>
                <td title={`${dollars(usdLeast)} to ${dollars(usdMost)}`}>{dollars(usd)}</td>
                <td>{span(hours * 3600)}</td>
                <td>{speed}</td>
                <td>{priceDate}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">{managed.where}</th>
              <td>{managed.usd === null ? 'unknown' : dollars(managed.usd)}</td>
              <td colSpan={3}>list price</td>
            </tr>
          </tbody>
        </table>
      </section>
      <p class="quiet">
        Without machines that wait, what viewers load, and {dollars(storageMonthUsd)} a month at most for the result in
        S3.
      </p>
    </details>
  );
}
