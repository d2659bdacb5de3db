import type { ReadonlySignal } from '@preact/signals';
import { cellAt, type Place } from '../state/places.ts';
import type { GridAxes, JobView } from '../state/view.ts';
import { describeCell } from './describe.ts';
import { AXIS_HEIGHT } from './paint.ts';
import { type GridRow, LABELS_WIDTH, laneSpan } from './rows.ts';
import { chunkBox, type TimeView } from './time-scale.ts';

interface CellCardProps {
  readonly axes: GridAxes;
  readonly rows: readonly GridRow[];
  readonly view: ReadonlySignal<TimeView>;
  readonly cells: ReadonlySignal<JobView['cells']>;
  readonly place: ReadonlySignal<Place | null>;
}

/** Pixels: what a card may take. */
const CARD_WIDTH = 280;

/** What is known of a cell, next to it. */
export function CellCard({ axes, rows, view, cells, place }: CellCardProps) {
  if (!place.value) return null;
  const cell = cellAt(cells.value, place.value);
  const { title, where, state, facts, trouble } = describeCell(axes, place.value, cell);
  const { x, width } = chunkBox(axes.chunks, view.value, place.value.chunk);
  const { top, height } = laneSpan(rows, place.value.lane);
  const left = Math.max(0, Math.min(view.value.width - CARD_WIDTH, x + width / 2 - CARD_WIDTH / 2));
  return (
    <div
      class="cell-card"
      style={{ left: `${LABELS_WIDTH + left}px`, top: `${AXIS_HEIGHT + top + height + 8}px`, width: `${CARD_WIDTH}px` }}
      aria-hidden="true"
    >
      <strong>{title}</strong>
      <span class="quiet">{where}</span>
      <span>
        <i class={`swatch swatch-${cell?.state ?? 'waiting'}`} /> {[state, ...facts].join(' · ')}
      </span>
      {trouble !== null && <span class="trouble">{trouble}</span>}
    </div>
  );
}
