import type { ReadonlySignal } from '@preact/signals';
import type { PageState } from '../page-state.ts';
import type { TimeView } from './time-scale.ts';

interface PlayheadProps {
  readonly page: PageState;
  readonly view: ReadonlySignal<TimeView>;
}

/** Where the player is. */
export function Playhead({ page, view }: PlayheadProps) {
  const { scale, offset, width } = view.value;
  const x = (page.playhead.value ?? -1) * scale - offset;
  if (page.playhead.value === null || x < 0 || x > width) return null;
  return <div class="playhead" style={{ transform: `translateX(${x}px)` }} />;
}
