import type { ShownCell } from '../../../api/index.ts';
import type { JobView } from './view.ts';

/** Where a cell is: indices into the axes. */
export interface Place {
  readonly lane: number;
  readonly chunk: number;
}

export function cellAt(cells: JobView['cells'], { lane, chunk }: Place): ShownCell | null {
  return cells[lane]?.[chunk] ?? null;
}

/** Where two states of the same grid differ. Rows that are the same object are not looked at. */
export function changedPlaces(before: JobView['cells'], after: JobView['cells']): Place[] {
  return after.flatMap((row, lane) => {
    const old = before[lane];
    if (old === row) return [];
    return row.flatMap((cell, chunk) => (old?.[chunk] === cell ? [] : [{ lane, chunk }]));
  });
}
