import { CELL_STATES, type CellState } from '../../../core/index.ts';
import type { GridAxes, JobView } from '../state/view.ts';

export type StateCounts = Readonly<Record<CellState, number>>;

/** How many chunks are in each state, in one lane or in several. */
export function countStates(rows: JobView['cells']): StateCounts {
  const counts = new Map<CellState, number>();
  for (const row of rows) {
    for (const cell of row) {
      const state = cell?.state ?? 'waiting';
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
  }
  const of = (state: CellState) => counts.get(state) ?? 0;
  return {
    waiting: of('waiting'),
    running: of('running'),
    retrying: of('retrying'),
    done: of('done'),
    retried: of('retried'),
    reused: of('reused'),
    failed: of('failed'),
  };
}

export interface LaneSummary {
  readonly renditions: readonly string[];
  readonly codec: string;
  readonly counts: StateCounts;
}

/** The grid as a table: one row for each lane. */
export function summarizeLanes({ lanes }: GridAxes, cells: JobView['cells']): readonly LaneSummary[] {
  return lanes.map(({ renditions, codec }, i) => ({ renditions, codec, counts: countStates(cells.slice(i, i + 1)) }));
}

/** How much is finished, 0 to 1, by chunks. */
export function finishedShare(counts: StateCounts): number {
  const all = CELL_STATES.reduce((sum, state) => sum + counts[state], 0);
  return all === 0 ? 0 : (counts.done + counts.retried + counts.reused) / all;
}
