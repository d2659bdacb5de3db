import type { AnswerOf } from '../../client/index.ts';
import { span } from '../ui/format.ts';
import { Sparkline } from '../ui/Sparkline.tsx';

interface QueuesProps {
  readonly queues: AnswerOf<'getFleet'>['queues'];
  readonly points: AnswerOf<'fleetHistory'>['points'];
}

/** What waits in each queue, and what would be done about it. */
export function Queues({ queues, points }: QueuesProps) {
  return (
    <section class="queues" aria-label="Queues">
      {queues.map(({ name, backlog, ageSeconds, inFlight, workers, busy, wanted, reason }) => {
        const history = points.map((point) => point.queues.find((queue) => queue.name === name)?.backlog ?? 0);
        return (
          <article key={name} class="panel queue">
            <h2>{name}</h2>
            <p class="queue-figure">
              <b>{backlog.toLocaleString('en')}</b>{' '}
              <span class="quiet">waiting{backlog > 0 && `, the oldest for ${span(ageSeconds)}`}</span>
            </p>
            <Sparkline values={history} label={`Backlog of ${name} over the last hour`} />
            <dl>
              <div>
                <dt>In hand</dt>
                <dd>{inFlight}</dd>
              </div>
              <div>
                <dt>Workers</dt>
                <dd>
                  {workers}
                  <span class="quiet">, {busy} busy</span>
                </dd>
              </div>
              <div>
                <dt>Wanted</dt>
                <dd>{wanted ?? '–'}</dd>
              </div>
            </dl>
            {reason !== null && <p class="quiet queue-reason">{reason}</p>}
          </article>
        );
      })}
    </section>
  );
}
