import type { AnswerOf } from '../../client/index.ts';
import { ColumnHeads } from '../ui/ColumnHeads.tsx';
import { span } from '../ui/format.ts';
import { Moment } from '../ui/Moment.tsx';
import { Scrollable } from '../ui/Scrollable.tsx';

const percent = (share: number | null) => (share === null ? '–' : `${Math.round(share * 100)} %`);

/** Who works. */
export function Workers({ workers }: { readonly workers: AnswerOf<'getFleet'>['workers'] }) {
  return (
    <section class="panel workers">
      <div class="panel-head">
        <h2>Workers</h2>
        <span class="quiet">{workers.length}</span>
      </div>
      {workers.length === 0 ? (
        <p class="quiet">None has told of itself.</p>
      ) : (
        <Scrollable label="List of workers">
          <table>
            <ColumnHeads names={['Worker', 'Queue', 'State', 'Work', 'Encoder', 'CPU', 'Memory', 'Since', 'Heard']} />
            <tbody>
              {workers.map((worker) => (
                <tr key={worker.id}>
                  <th scope="row" title={worker.id}>
                    {worker.host}
                  </th>
                  <td>{worker.queue}</td>
                  <td>{worker.state}</td>
                  <td>
                    {worker.inFlight}
                    {worker.slots !== null && ` of ${worker.slots}`}
                  </td>
                  <td>{worker.encoder ?? '–'}</td>
                  <td>{percent(worker.cpu)}</td>
                  <td>{percent(worker.memory)}</td>
                  <td>{worker.startedAt === null ? '–' : <Moment at={worker.startedAt} />}</td>
                  <td>{span(worker.heardSeconds)} ago</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      )}
    </section>
  );
}
