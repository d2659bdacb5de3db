import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CellState } from '../../../core/index.ts';
import type { PageState } from '../page-state.ts';
import type { Place } from '../state/places.ts';
import type { GridAxes } from '../state/view.ts';
import { movedBy } from './cursor.ts';
import type { GridCursor } from './grid-cursor.ts';
import { keepPainted } from './keep-painted.ts';
import { PlaceFrame } from './PlaceFrame.tsx';
import { Playhead } from './Playhead.tsx';
import { AXIS_HEIGHT } from './paint.ts';
import { type GridRow, rowAt, rowsHeight } from './rows.ts';
import { chunkAtX, offsetShowing, type TimeView } from './time-scale.ts';

interface ChunkCanvasProps {
  readonly page: PageState;
  readonly axes: GridAxes;
  readonly rows: readonly GridRow[];
  readonly view: ReadonlySignal<TimeView>;
  readonly highlighted: ReadonlySignal<ReadonlySet<CellState>>;
  readonly cursor: GridCursor;
  /** Pixels from the start of the time. */
  readonly scrollTo: (left: number) => void;
  readonly onZoom: (steps: number) => void;
}

/** The grid itself: a canvas as wide as what is on show, with a cursor that the mouse and the keys move. */
export function ChunkCanvas({ page, axes, rows, view, highlighted, cursor, scrollTo, onZoom }: ChunkCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { cells } = page.followed;

  useEffect(() => {
    if (canvas.current) return keepPainted(canvas.current, { axes, rows, cells, view, highlighted });
  }, [axes, rows, cells, view, highlighted]);

  const placeAt = (event: MouseEvent): Place | null => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return null;
    const chunk = chunkAtX(axes.chunks, view.peek(), event.clientX - box.left);
    const row = rowAt(rows, event.clientY - box.top - AXIS_HEIGHT);
    return chunk === null || row === null ? null : { lane: row.lane, chunk };
  };
  const seek = (place: Place) => page.seekTo(axes.chunks[place.chunk]?.startSeconds ?? 0);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const place = cursor.at.peek() ?? { lane: 0, chunk: 0 };
    const moved = movedBy(event.key, place, axes);
    if (moved) {
      cursor.at.value = moved;
      cursor.pointed.value = null;
      scrollTo(offsetShowing(axes.chunks, view.peek(), moved.chunk));
    } else if (event.key === 'Enter' || event.key === ' ') seek(place);
    else if (event.key === '+' || event.key === '-') onZoom(event.key === '+' ? 1 : -1);
    else return;
    event.preventDefault();
  };

  return (
    <div
      class="chunk-grid"
      role="application"
      aria-roledescription="chunk grid"
      aria-label="Chunks over time. Arrow keys move from chunk to chunk, Enter plays from there, plus and minus zoom."
      // biome-ignore lint/a11y/noNoninteractiveTabindex: no element is a grid that is painted; its keys make it one.
      tabIndex={0}
      style={{ width: `${view.value.width}px`, height: `${AXIS_HEIGHT + rowsHeight(rows)}px` }}
      onKeyDown={onKeyDown}
      onFocus={() => {
        cursor.hasFocus.value = true;
        cursor.at.value ??= { lane: 0, chunk: 0 };
      }}
      onBlur={() => {
        cursor.hasFocus.value = false;
      }}
      onPointerMove={(event) => {
        cursor.pointed.value = placeAt(event);
      }}
      onPointerLeave={() => {
        cursor.pointed.value = null;
      }}
      onClick={(event) => {
        const place = placeAt(event);
        if (!place) return;
        cursor.at.value = place;
        seek(place);
      }}
    >
      <canvas ref={canvas} />
      <Playhead {...{ page, view }} />
      <PlaceFrame {...{ axes, rows, view }} place={cursor.shown} />
      <output class="visually-hidden">{cursor.spoken}</output>
    </div>
  );
}
