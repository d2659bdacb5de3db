import type { ReadonlySignal } from '@preact/signals';
import type { Place } from '../state/places.ts';
import type { GridAxes } from '../state/view.ts';
import { AXIS_HEIGHT } from './paint.ts';
import { type GridRow, laneSpan } from './rows.ts';
import { chunkBox, type TimeView } from './time-scale.ts';

interface PlaceFrameProps {
  readonly axes: GridAxes;
  readonly rows: readonly GridRow[];
  readonly view: ReadonlySignal<TimeView>;
  readonly place: ReadonlySignal<Place | null>;
}

/** Around the cell that is told of, in all rows of its lane: they are one piece of work. */
export function PlaceFrame({ axes, rows, view, place }: PlaceFrameProps) {
  if (!place.value) return null;
  const { x, width } = chunkBox(axes.chunks, view.value, place.value.chunk);
  const { top, height } = laneSpan(rows, place.value.lane);
  return (
    <div
      class="place-frame"
      style={{
        transform: `translate(${x - 2}px, ${AXIS_HEIGHT + top - 2}px)`,
        width: `${width + 3}px`,
        height: `${height + 4}px`,
      }}
    />
  );
}
