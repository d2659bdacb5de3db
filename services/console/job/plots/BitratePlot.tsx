import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { bitrate, exactClock } from '../../ui/format.ts';
import { TroubleNote } from '../../ui/TroubleNote.tsx';
import { onThemeChange } from '../grid/keep-painted.ts';
import { LABELS_WIDTH } from '../grid/rows.ts';
import type { TimeView } from '../grid/time-scale.ts';
import type { PageState } from '../page-state.ts';
import { plotData, ratesText } from './segment-rates.ts';
import { SegmentSource } from './segment-source.ts';
import { makeBitratePlot } from './uplot-bitrates.ts';

interface BitratePlotProps {
  readonly page: PageState;
  readonly view: ReadonlySignal<TimeView>;
}

/** What each rendition takes over time, on the time axis of the grid. */
export function BitratePlot({ page, view }: BitratePlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const source = useMemo(() => new SegmentSource(page), [page]);
  const pointed = useSignal<number | null>(null);
  const series = source.series.value;
  useEffect(() => source.start(), [source]);

  const names = series.map(({ rendition }) => rendition).join(' ');
  useEffect(() => {
    const element = place.current;
    if (!element || names === '') return;
    let plot: uPlot | null = null;
    let isOver = false;
    const make = async () => {
      plot?.destroy();
      plot = null;
      const made = await makeBitratePlot(element, source.series.peek(), view.peek(), (index) => {
        pointed.value = index;
      });
      if (isOver) made.destroy();
      else plot = made;
    };
    void make();
    const stops = [
      source.series.subscribe((all) => plot?.setData(plotData(all), false)),
      view.subscribe(({ scale, offset, width }) => {
        if (!plot || scale === 0) return;
        if (plot.width !== LABELS_WIDTH + width) plot.setSize({ width: LABELS_WIDTH + width, height: plot.height });
        plot.setScale('x', { min: offset / scale, max: (offset + width) / scale });
      }),
      onThemeChange(() => void make()),
    ];
    return () => {
      isOver = true;
      for (const stop of stops) stop();
      plot?.destroy();
    };
  }, [names, source, view, pointed]);

  if (series.length === 0) return source.refusal.value && <TroubleNote trouble={source.refusal.value} />;
  const [times] = plotData(series);
  const at = pointed.value === null ? null : (times[pointed.value] ?? null);
  return (
    <div class="bitrates">
      <div class="bitrates-head">
        <h3>Bit rate of each segment</h3>
        <ul class="series" aria-hidden="true">
          {series.map(({ rendition, rates }, i) => (
            <li key={rendition}>
              <i class="series-mark" data-series={i % 8} /> {rendition}
              {pointed.value !== null && (
                <b>{rates[pointed.value] === undefined ? '–' : bitrate(rates[pointed.value] ?? 0)}</b>
              )}
            </li>
          ))}
          {at !== null && <li class="quiet">at {exactClock(at)}</li>}
        </ul>
      </div>
      <div class="plot" ref={place} aria-hidden="true" />
      <details>
        <summary>The bit rates in words</summary>
        <ul>
          {ratesText(series).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}
