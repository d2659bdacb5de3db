import type { ShownCell } from '../../../api/index.ts';
import type { CellState } from '../../../core/index.ts';
import { exactClock, span } from '../../ui/format.ts';
import { and, chunkName, codecName } from '../../ui/words.ts';
import type { Place } from '../state/places.ts';
import type { GridAxes } from '../state/view.ts';

/** What each state means, in the legend's words. */
export const STATE_WORDS: Readonly<Record<CellState, { readonly name: string; readonly meaning: string }>> = {
  waiting: { name: 'Waiting', meaning: 'for a worker' },
  running: { name: 'Running', meaning: 'a worker encodes it' },
  retrying: { name: 'Retrying', meaning: 'an attempt failed, another is to come' },
  done: { name: 'Done', meaning: 'encoded at the first attempt' },
  retried: { name: 'Retried', meaning: 'encoded at a later attempt' },
  reused: { name: 'Reused', meaning: 'found complete, not encoded again' },
  failed: { name: 'Failed', meaning: 'the job ended by it or before it' },
};

/** A cell in words: a title, what is known of it, and what went wrong. */
export interface CellText {
  readonly title: string;
  readonly where: string;
  readonly state: string;
  readonly facts: readonly string[];
  readonly trouble: string | null;
}

export function describeCell({ lanes, chunks }: GridAxes, place: Place, cell: ShownCell | null): CellText {
  const lane = lanes[place.lane];
  const { startSeconds = 0, seconds = 0, frames = 0 } = chunks[place.chunk] ?? {};
  return {
    title: `${chunkName(place.chunk)} of ${chunks.length}, ${exactClock(startSeconds)} to ${exactClock(startSeconds + seconds)}`,
    where: `${and(lane?.renditions ?? [])}, ${codecName(lane?.codec ?? '')}`,
    state: STATE_WORDS[cell?.state ?? 'waiting'].name,
    facts: cell ? factsOf(cell, frames) : [],
    trouble: cell?.trouble ?? null,
  };
}

function factsOf({ state, attempt, framesDone, seconds, speed, worker }: ShownCell, frames: number): string[] {
  const isAtWork = state === 'running';
  return [
    ...(attempt > 0 ? [`attempt ${attempt}`] : []),
    ...(isAtWork ? [`${framesDone} of ${frames} frames`] : []),
    ...(isAtWork && speed !== null ? [`${speed.toFixed(2)}× as fast as it plays`] : []),
    ...(seconds === null ? [] : [`took ${span(seconds)}`]),
    ...(worker === null ? [] : [`worker ${worker}`]),
  ];
}

/** The same as one sentence, to be read aloud. */
export function cellSentence({ title, where, state, facts, trouble }: CellText): string {
  const known = [state.toLowerCase(), ...facts].join(', ');
  return `${title}. ${where}: ${known}.${trouble === null ? '' : ` The last failure: ${trouble}`}`;
}
