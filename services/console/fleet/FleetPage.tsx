import { useEffect, useMemo } from 'preact/hooks';
import type { FanoutClient } from '../../client/index.ts';
import { ALL_TENANTS } from '../../core/index.ts';
import type { Account } from '../session/session.ts';
import { Moment } from '../ui/Moment.tsx';
import { TroubleNote } from '../ui/TroubleNote.tsx';
import { decisionsIn } from './decisions.ts';
import { LiveFleet } from './live-fleet.ts';
import { Queues } from './Queues.tsx';
import { Workers } from './Workers.tsx';
import './fleet.css';

interface FleetPageProps {
  readonly client: FanoutClient;
  readonly account: Account;
}

const MOST_DECISIONS = 40;

/** What waits, and who works. */
export function FleetPage({ client, account }: FleetPageProps) {
  const live = useMemo(() => new LiveFleet(client), [client]);
  const isOperator = account.tenant === ALL_TENANTS;
  useEffect(() => (isOperator ? live.start() : undefined), [live, isOperator]);
  if (!isOperator) {
    return (
      <section class="panel empty">
        <h1>Fleet</h1>
        <p class="quiet">Queues and workers serve all tenants: to see them takes a key of all tenants.</p>
      </section>
    );
  }
  const fleet = live.fleet.value;
  const decisions = decisionsIn(live.points.value).slice(0, MOST_DECISIONS);
  return (
    <>
      <div class="page-head">
        <h1>Fleet</h1>
        <output class="quiet live" data-open={live.isOpen.value}>
          {live.isOpen.value ? 'live' : 'connection lost, trying again…'}
        </output>
      </div>
      {live.trouble.value && <TroubleNote trouble={live.trouble.value} />}
      <Queues queues={fleet?.queues ?? []} points={live.points.value} />
      <Workers workers={fleet?.workers ?? []} />
      <section class="panel">
        <div class="panel-head">
          <h2>Decisions of the last hour</h2>
        </div>
        {decisions.length === 0 ? (
          <p class="quiet">The scaling policy has wanted the same number of workers all the time.</p>
        ) : (
          <ul class="decisions">
            {decisions.map(({ at, queue, from, to, reason }) => (
              <li key={`${at} ${queue}`}>
                <span class="quiet">
                  <Moment at={at} />
                </span>
                <b>
                  {queue}: {from} → {to}
                </b>
                <span class="quiet">{reason}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
