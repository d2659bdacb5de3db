import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ShownJob } from '../../../api/index.ts';
import type { PageState } from '../page-state.ts';
import { CompareBar } from './CompareBar.tsx';
import { frameDuring, frameRate } from './frames.ts';
import { Pair } from './pair.ts';
import { Side } from './Side.tsx';
import { SideFacts } from './SideFacts.tsx';
import { WipeHandle } from './WipeHandle.tsx';

export type Layout = 'side by side' | 'wipe';

interface CompareProps {
  readonly page: PageState;
  readonly job: ShownJob;
  /** Of the stream. */
  readonly url: string;
}

/** Two renditions at the same frame: what a smaller or a thriftier one costs can be seen. */
export function Compare({ page, job, url }: CompareProps) {
  const left = useRef<HTMLVideoElement>(null);
  const right = useRef<HTMLVideoElement>(null);
  const rate = frameRate(job.source?.rate);
  const pair = useMemo(() => new Pair(rate), [rate.num, rate.den]);
  const [largest, smallest] = useMemo(() => firstPair(job.renditions), []);
  const first = useSignal(largest);
  const second = useSignal(smallest);
  const layout = useSignal<Layout>('wipe');
  /** Percent of the width. */
  const border = useSignal(50);
  const startAt = useMemo(() => page.playhead.peek() ?? 0, [page]);

  useEffect(() => {
    if (left.current && right.current) return pair.watch(left.current, right.current);
  }, [pair]);
  useEffect(() => {
    page.seeker.value = (seconds) => pair.seek(frameDuring(seconds, rate));
    const stop = pair.clock.time.subscribe((time) => {
      page.playhead.value = time;
    });
    return () => {
      stop();
      page.seeker.value = null;
    };
  }, [page, pair]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    if (event.key === 'ArrowRight' || event.key === '.') pair.step(1);
    else if (event.key === 'ArrowLeft' || event.key === ',') pair.step(-1);
    else if (event.key === ' ' && !(event.target instanceof HTMLButtonElement)) pair.toggle();
    else return;
    event.preventDefault();
  };
  const sides = [
    { element: left, chosen: first, side: 'Left' },
    { element: right, chosen: second, side: 'Right' },
  ] as const;
  return (
    <section class="compare" aria-label="Compare two renditions" onKeyDown={onKeyDown}>
      <div class="compare-stage" data-layout={layout.value} style={{ '--border-at': `${border.value}%` }}>
        {sides.map(({ element, chosen, side }) => (
          <Side key={side} {...{ element, url, startAt, chosen, side }} />
        ))}
        {layout.value === 'wipe' && <WipeHandle border={border} />}
      </div>
      <div class="compare-facts">
        {sides.map(({ chosen, side }) => (
          <SideFacts key={side} job={job} name={chosen.value} />
        ))}
      </div>
      <CompareBar {...{ pair, rate, layout }} frames={job.renditions[0]?.frames ?? 0} />
    </section>
  );
}

/** The names of the largest and the smallest of those that every browser plays, or else of all. */
function firstPair(renditions: ShownJob['renditions']): readonly [string, string] {
  const everywhere = renditions.filter(({ codec }) => codec === 'h264');
  const pair = everywhere.length > 1 ? everywhere : renditions;
  return [pair[0]?.name ?? '', pair.at(-1)?.name ?? ''];
}
