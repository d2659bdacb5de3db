import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { LABELS_WIDTH } from '../grid/rows.ts';
import type { TimeView } from '../grid/time-scale.ts';
import type { PageState } from '../page-state.ts';
import { BitratePlot } from './BitratePlot.tsx';

interface PlainTimelineProps {
  readonly page: PageState;
  /** Seconds of the whole video. */
  readonly duration: number;
}

/** What there is over time when nobody knows any more how the chunks were made. */
export function PlainTimeline({ page, duration }: PlainTimelineProps) {
  const place = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const view = useComputed<TimeView>(() => ({ scale: width.value / duration, offset: 0, width: width.value }));
  useEffect(() => {
    if (!place.current) return;
    const observer = new ResizeObserver(([entry]) => {
      width.value = Math.max(0, Math.floor(entry?.contentRect.width ?? 0) - LABELS_WIDTH);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [width]);
  return (
    <section class="panel" aria-label="Over time">
      <p class="quiet">How its chunks were made is not kept any more.</p>
      <div ref={place}>
        <BitratePlot page={page} view={view} />
      </div>
    </section>
  );
}
