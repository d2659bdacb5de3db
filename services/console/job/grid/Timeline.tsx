import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CellState } from '../../../core/index.ts';
import { counted } from '../../ui/words.ts';
import type { PageState } from '../page-state.ts';
import type { GridAxes } from '../state/view.ts';
import { CellCard } from './CellCard.tsx';
import { ChunkCanvas } from './ChunkCanvas.tsx';
import { GridTable } from './GridTable.tsx';
import { GridCursor } from './grid-cursor.ts';
import { Legend } from './Legend.tsx';
import { AXIS_HEIGHT } from './paint.ts';
import { RowLabels } from './RowLabels.tsx';
import { gridRows, rowsHeight } from './rows.ts';
import { type TimeView, totalSeconds, zoomRange } from './time-scale.ts';

interface TimelineProps {
  readonly page: PageState;
  readonly axes: GridAxes;
  /** What shares the time axis, below the rows. */
  readonly below: (view: ReadonlySignal<TimeView>) => ComponentChildren;
}

const ZOOM_STEP = 1.6;

/** The chunks of a job over time, with what else goes over the same time. */
export function Timeline({ page, axes, below }: TimelineProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const offset = useSignal(0);
  /** `null`: nobody has chosen one. */
  const chosenZoom = useSignal<number | null>(null);
  const highlighted = useSignal<ReadonlySet<CellState>>(new Set());
  const rows = useMemo(() => gridRows(axes), [axes]);
  const cursor = useMemo(() => new GridCursor(axes, page.followed.cells), [axes, page]);
  const total = totalSeconds(axes.chunks);
  const zooms = useComputed(() => zoomRange(axes.chunks, width.value));
  const zoom = useComputed(() => Math.max(1, Math.min(zooms.value.most, chosenZoom.value ?? zooms.value.start)));
  const view = useComputed<TimeView>(() => ({
    scale: total > 0 ? (width.value * zoom.value) / total : 0,
    offset: offset.value,
    width: width.value,
  }));

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      width.value = Math.floor(entry?.contentRect.width ?? 0);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [width]);

  const scrollTo = (left: number) => {
    if (scroller.current) scroller.current.scrollLeft = left;
  };
  const zoomTo = (wanted: number) => {
    const middle = (offset.peek() + width.peek() / 2) / zoom.peek();
    chosenZoom.value = Math.max(1, Math.min(zooms.peek().most, wanted));
    // The content has its new width only when this is on the page.
    requestAnimationFrame(() => scrollTo(middle * zoom.peek() - width.peek() / 2));
  };

  return (
    <section class="panel timeline" aria-labelledby="timeline-title">
      <header class="panel-head">
        <h2 id="timeline-title">Chunks</h2>
        <p class="quiet">
          {counted(axes.chunks.length, 'chunk')} × {counted(axes.lanes.length, 'lane')},{' '}
          {counted(rows.length, 'rendition')}
        </p>
        <fieldset class="zoom">
          <legend class="visually-hidden">Scale of the time axis</legend>
          <button type="button" disabled={zoom.value <= 1} onClick={() => zoomTo(1)}>
            Fit
          </button>
          <button
            type="button"
            aria-label="Zoom out"
            disabled={zoom.value <= 1}
            onClick={() => zoomTo(zoom.peek() / ZOOM_STEP)}
          >
            −
          </button>
          <button
            type="button"
            aria-label="Zoom in"
            disabled={zoom.value >= zooms.value.most}
            onClick={() => zoomTo(zoom.peek() * ZOOM_STEP)}
          >
            +
          </button>
        </fieldset>
      </header>
      <Legend cells={page.followed.cells} highlighted={highlighted} />
      <div class="timeline-body">
        <RowLabels rows={rows} top={AXIS_HEIGHT} height={rowsHeight(rows)} />
        <div
          class="timeline-scroller"
          ref={scroller}
          onScroll={() => {
            offset.value = scroller.current?.scrollLeft ?? 0;
          }}
        >
          <div class="timeline-content" style={{ width: `${Math.floor(width.value * zoom.value)}px` }}>
            <ChunkCanvas
              {...{ page, axes, rows, view, highlighted, cursor, scrollTo }}
              onZoom={(steps) => zoomTo(zoom.peek() * ZOOM_STEP ** steps)}
            />
          </div>
        </div>
        <CellCard {...{ axes, rows, view }} cells={page.followed.cells} place={cursor.shown} />
      </div>
      {below(view)}
      <GridTable axes={axes} cells={page.followed.cells} />
    </section>
  );
}
