import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { cellAt, type Place } from '../state/places.ts';
import type { GridAxes, JobView } from '../state/view.ts';
import { cellSentence, describeCell } from './describe.ts';

/** Which cell is told of: the one under the mouse, or else, while the keys are the grid's, the one that they are at. */
export class GridCursor {
  readonly at = signal<Place | null>(null);
  readonly pointed = signal<Place | null>(null);
  readonly hasFocus = signal(false);
  readonly shown = computed(() => this.pointed.value ?? (this.hasFocus.value ? this.at.value : null));
  /** What is read aloud. */
  readonly spoken: ReadonlySignal<string>;

  constructor(axes: GridAxes, cells: ReadonlySignal<JobView['cells']>) {
    this.spoken = computed(() => {
      const place = this.at.value;
      if (!this.hasFocus.value || !place) return '';
      return cellSentence(describeCell(axes, place, cellAt(cells.value, place)));
    });
  }
}
