import type { ReadonlySignal } from '@preact/signals';
import { CELL_STATES } from '../../../core/index.ts';
import { Scrollable } from '../../ui/Scrollable.tsx';
import { and, codecName } from '../../ui/words.ts';
import type { GridAxes, JobView } from '../state/view.ts';
import { finishedShare, summarizeLanes } from './counts.ts';
import { STATE_WORDS } from './describe.ts';

interface GridTableProps {
  readonly axes: GridAxes;
  readonly cells: ReadonlySignal<JobView['cells']>;
}

/** The grid in figures: for those who do not see it, and for those who like figures better. */
export function GridTable({ axes, cells }: GridTableProps) {
  return (
    <details class="grid-table">
      <summary>The grid as a table</summary>
      <Scrollable label="Chunks by rendition and state">
        <table>
          <thead>
            <tr>
              <th scope="col">Renditions</th>
              <th scope="col">Finished</th>
              {CELL_STATES.map((state) => (
                <th scope="col" key={state}>
                  {STATE_WORDS[state].name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {summarizeLanes(axes, cells.value).map(({ renditions, codec, counts }) => (
              <tr key={and(renditions)}>
                <th scope="row">
                  {and(renditions)}, {codecName(codec)}
                </th>
                <td>{Math.floor(100 * finishedShare(counts))} %</td>
                {CELL_STATES.map((state) => (
                  <td key={state}>{counts[state]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
    </details>
  );
}
