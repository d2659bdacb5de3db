import type { Place } from '../state/places.ts';
import type { GridAxes } from '../state/view.ts';

/** Chunks that a page up or down goes. */
const PAGE = 10;

const STEPS: Readonly<Record<string, (place: Place, axes: GridAxes) => Place>> = {
  ArrowLeft: ({ lane, chunk }) => ({ lane, chunk: chunk - 1 }),
  ArrowRight: ({ lane, chunk }) => ({ lane, chunk: chunk + 1 }),
  ArrowUp: ({ lane, chunk }) => ({ lane: lane - 1, chunk }),
  ArrowDown: ({ lane, chunk }) => ({ lane: lane + 1, chunk }),
  PageUp: ({ lane, chunk }) => ({ lane, chunk: chunk - PAGE }),
  PageDown: ({ lane, chunk }) => ({ lane, chunk: chunk + PAGE }),
  Home: ({ lane }) => ({ lane, chunk: 0 }),
  End: ({ lane }, { chunks }) => ({ lane, chunk: chunks.length - 1 }),
};

/** Where a key brings the cursor: to the next cell that there is; `null` for keys that do not move it. */
export function movedBy(key: string, place: Place, axes: GridAxes): Place | null {
  const step = STEPS[key];
  if (!step) return null;
  const { lane, chunk } = step(place, axes);
  return { lane: within(lane, axes.lanes.length), chunk: within(chunk, axes.chunks.length) };
}

function within(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
