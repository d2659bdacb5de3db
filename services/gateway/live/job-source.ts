import { isDeepStrictEqual } from 'node:util';
import { type ChunkGrid, type GridCell, gridChanges, type VideoId } from '../../core/index.ts';
import type { JobLook } from '../../temporal/index.ts';
import type { FeedEvent, FeedSource, View } from './feed.ts';
import type { Looks } from './looks.ts';

const EVERY_MS = 500;

/** The events of a job: `job`, `grid`, `cells`, and `end`. */
export function jobSource(looks: Looks, id: VideoId): FeedSource<JobLook> {
  return {
    everyMs: EVERY_MS,
    read: () => looks.next(id),
    whole: (look) => [jobEvent(look), ...gridEvent(look.grid), ...endEvent(look)],
    changes: (before, after) => [
      ...(isDeepStrictEqual(before.status, after.status) ? [] : [jobEvent(after)]),
      ...gridEvents(before.grid, after.grid),
      ...(before.isOver ? [] : endEvent(after)),
    ],
    isOver: ({ isOver }) => isOver,
  };
}

/** A grid as its reader may see it: where work runs is the operator's. */
export function gridFor(view: View, grid: ChunkGrid): ChunkGrid {
  return view === 'operator' ? grid : { ...grid, cells: cellsFor(view, grid.cells) };
}

function cellsFor(view: View, cells: readonly GridCell[]): readonly GridCell[] {
  return view === 'operator' ? cells : cells.map((cell) => ({ ...cell, worker: null }));
}

function jobEvent({ status }: JobLook): FeedEvent {
  return { name: 'job', data: () => status };
}

function gridEvent(grid: ChunkGrid | null): FeedEvent[] {
  return grid ? [{ name: 'grid', data: (view) => gridFor(view, grid) }] : [];
}

function gridEvents(before: ChunkGrid | null, after: ChunkGrid | null): FeedEvent[] {
  if (!before || !after || !isDeepStrictEqual(axesOf(before), axesOf(after))) return gridEvent(after);
  const cells = gridChanges(before, after);
  return cells.length === 0 ? [] : [{ name: 'cells', data: (view) => ({ cells: cellsFor(view, cells) }) }];
}

function axesOf({ lanes, chunks }: ChunkGrid) {
  return { lanes, chunks };
}

function endEvent({ isOver, status }: JobLook): FeedEvent[] {
  return isOver ? [{ name: 'end', data: () => ({ state: status.state }) }] : [];
}
