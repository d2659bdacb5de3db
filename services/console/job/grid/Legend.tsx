import type { ReadonlySignal, Signal } from '@preact/signals';
import { useComputed } from '@preact/signals';
import { CELL_STATES, type CellState } from '../../../core/index.ts';
import type { JobView } from '../state/view.ts';
import { countStates } from './counts.ts';
import { STATE_WORDS } from './describe.ts';

interface LegendProps {
  readonly cells: ReadonlySignal<JobView['cells']>;
  readonly highlighted: Signal<ReadonlySet<CellState>>;
}

/** What the colours mean, how many chunks have each, and a way to see only some of them. */
export function Legend({ cells, highlighted }: LegendProps) {
  const counts = useComputed(() => countStates(cells.value));
  const toggle = (state: CellState) => {
    const after = new Set(highlighted.peek());
    if (!after.delete(state)) after.add(state);
    highlighted.value = after;
  };
  return (
    <fieldset class="legend">
      <legend class="visually-hidden">Highlight chunks by their state</legend>
      {CELL_STATES.map((state) => (
        <button
          type="button"
          key={state}
          class="legend-item"
          aria-pressed={highlighted.value.has(state)}
          title={STATE_WORDS[state].meaning}
          data-empty={counts.value[state] === 0}
          onClick={() => toggle(state)}
        >
          <i class={`swatch swatch-${state}`} aria-hidden="true" />
          {STATE_WORDS[state].name} <b>{counts.value[state]}</b>
        </button>
      ))}
    </fieldset>
  );
}
