import type { Signal } from '@preact/signals';
import type { Rational } from '../../../core/index.ts';
import { exactClock } from '../../ui/format.ts';
import type { Layout } from './Compare.tsx';
import { frameDuring, middleOf } from './frames.ts';
import type { Pair } from './pair.ts';

interface CompareBarProps {
  readonly pair: Pair;
  readonly rate: Rational;
  readonly layout: Signal<Layout>;
  /** Of the whole video. */
  readonly frames: number;
}

const LAYOUTS: readonly Layout[] = ['wipe', 'side by side'];

/** Goes through the frames of both pictures. */
export function CompareBar({ pair, rate, layout, frames }: CompareBarProps) {
  const [left = null, right = null] = pair.frames.value;
  const frame = frameDuring(pair.clock.time.value, rate);
  const isSame = left !== null && left === right;
  return (
    <div class="compare-bar">
      <button type="button" onClick={() => pair.step(-1)} aria-label="One frame back">
        ‹
      </button>
      <button type="button" onClick={() => pair.toggle()}>
        {pair.clock.isPaused.value ? '▶ Play' : '❚❚ Pause'}
      </button>
      <button type="button" onClick={() => pair.step(1)} aria-label="One frame on">
        ›
      </button>
      <input
        class="compare-frames"
        type="range"
        aria-label="Frame"
        aria-valuetext={`Frame ${frame}, ${exactClock(middleOf(frame, rate))}`}
        min={0}
        max={Math.max(1, frames - 1)}
        value={frame}
        onInput={(event) => pair.seek(Number(event.currentTarget.value))}
      />
      <output class="compare-frame" data-same={isSame}>
        {isSame ? `Both show frame ${left}` : `Frame ${left ?? '–'} and ${right ?? '–'}`} ·{' '}
        {exactClock(pair.clock.time.value)}
      </output>
      <fieldset class="segmented">
        <legend class="visually-hidden">Layout</legend>
        {LAYOUTS.map((name) => (
          <button
            type="button"
            key={name}
            aria-pressed={layout.value === name}
            onClick={() => {
              layout.value = name;
            }}
          >
            {name === 'wipe' ? 'Wipe' : 'Side by side'}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
