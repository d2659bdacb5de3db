import type { ShownCell, ShownGrid, ShownJob } from '../../../api/index.ts';
import type { EventOf } from '../../../client/index.ts';

export type JobEvent = EventOf<'jobEvents'>;

/** Lanes and chunks of a job, which stay as they are while it runs. */
export type GridAxes = Pick<ShownGrid, 'lanes' | 'chunks'>;

/** What is known of a job at a moment. It is never changed: parts that stay the same are the same objects. */
export interface JobView {
  readonly job: ShownJob | null;
  readonly axes: GridAxes | null;
  /** By lane, then by chunk, as the axes have them; `null` for a chunk that waits and was never begun. */
  readonly cells: readonly (readonly (ShownCell | null)[])[];
}

export const NOTHING_KNOWN: JobView = { job: null, axes: null, cells: [] };

/** The view after an event. */
export function reduceJob(view: JobView, event: JobEvent): JobView {
  switch (event.event) {
    case 'job':
      return { ...view, job: event.data };
    case 'grid':
      return withGrid(view, event.data);
    case 'cells':
      return view.axes === null ? view : { ...view, cells: withCells(view.axes, view.cells, event.data.cells) };
    case 'end':
      return view;
  }
}

function withGrid(view: JobView, { lanes, chunks, cells }: ShownGrid): JobView {
  // The same axes stay the same object, so that nothing is laid out anew after a lost connection.
  const axes = view.axes && isSame(view.axes, { lanes, chunks }) ? view.axes : { lanes, chunks };
  const empty = lanes.map(() => chunks.map(() => null));
  return { ...view, axes, cells: withCells(axes, empty, cells) };
}

function isSame(a: GridAxes, b: GridAxes): boolean {
  return JSON.stringify([a.lanes, a.chunks]) === JSON.stringify([b.lanes, b.chunks]);
}

/** Cells that the axes do not have are left out: they are of a plan that is over. */
function withCells(
  { lanes, chunks }: GridAxes,
  before: JobView['cells'],
  changed: readonly ShownCell[],
): JobView['cells'] {
  const laneOf = new Map(lanes.map(({ name }, i) => [name, i]));
  const copies = new Map<number, (ShownCell | null)[]>();
  for (const cell of changed) {
    const lane = laneOf.get(cell.lane);
    if (lane === undefined || cell.chunk >= chunks.length) continue;
    const row = copies.get(lane) ?? [...(before[lane] ?? [])];
    row[cell.chunk] = cell;
    copies.set(lane, row);
  }
  return before.map((row, lane) => copies.get(lane) ?? row);
}
