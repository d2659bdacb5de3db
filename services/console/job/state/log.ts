import type { ShownCell } from '../../../api/index.ts';
import { and, chunkName } from '../../ui/words.ts';
import { cellAt, changedPlaces } from './places.ts';
import type { JobView } from './view.ts';

export type Weight = 'plain' | 'good' | 'trouble';

/** Something that happened, as a sentence. */
export interface News {
  readonly text: string;
  readonly weight: Weight;
}

export interface LogEntry extends News {
  /** Tells entries apart; counts up. */
  readonly id: number;
  /** Milliseconds since 1970, by this browser's clock. */
  readonly at: number;
}

/** Entries that are kept: what is older is in the job's history. */
export const MOST_ENTRIES = 200;
/** Chunks that are told of one by one; where more change at once, their number is. */
const MOST_CHUNKS_AT_ONCE = 5;

const plain = (text: string): News => ({ text, weight: 'plain' });
const good = (text: string): News => ({ text, weight: 'good' });
const trouble = (text: string): News => ({ text, weight: 'trouble' });

/** What happened between two views, in the order in which it is told; chunks that simply get done are not worth a line. */
export function newsBetween(before: JobView, after: JobView): News[] {
  if (after.job === null || before === after) return [];
  if (before.job === null) return [plain(`Followed from here on; the job is ${after.job.state}.`)];
  return [...stateNews(before, after), ...rungNews(before, after), ...chunkNews(before, after)];
}

/** The newest first, and not more than are kept. */
export function withNews(log: readonly LogEntry[], news: readonly News[], at: number): readonly LogEntry[] {
  if (news.length === 0) return log;
  const next = (log[0]?.id ?? 0) + 1;
  const entries = news.map((one, i) => ({ ...one, at, id: next + i }));
  return [...entries.reverse(), ...log].slice(0, MOST_ENTRIES);
}

function stateNews({ job: before }: JobView, { job: after }: JobView): News[] {
  if (!before || !after || before === after) return [];
  const news: News[] = [];
  if (before.hls === null && after.hls !== null) news.push(good('The video can be played from here on.'));
  const { revision } = after;
  if (revision && revision.state !== before.revision?.state) {
    const what = `The change (${revision.what} ${and(revision.renditions)})`;
    const failed = revision.state === 'failed';
    news.push(
      failed
        ? trouble(`${what} failed: ${revision.error?.message ?? 'nobody says why'}`)
        : plain(`${what} is ${revision.state}.`),
    );
  }
  if (before.verification === null && after.verification !== null) {
    const { ok, seams, problems } = after.verification;
    news.push(
      ok ? good(`All frames are there, and ${seams} seams hold.`) : trouble(`The checks found: ${problems.join('; ')}`),
    );
  }
  for (const { what, why } of after.degraded.slice(before.degraded.length)) news.push(trouble(`${what}: ${why}`));
  if (before.state !== after.state) news.push(stateChange(after.state, after.error?.message));
  return news;
}

function stateChange(state: string, message = 'nobody says why'): News {
  if (state === 'failed') return trouble(`The job failed: ${message}`);
  return state === 'completed' ? good('The job is completed.') : plain(`The job is ${state}.`);
}

function rungNews({ job: before }: JobView, { job: after }: JobView): News[] {
  const isDone = (rung: { readonly framesDone: number; readonly frames: number }) =>
    rung.frames > 0 && rung.framesDone >= rung.frames;
  const were = new Set(before?.progress.rungs.filter(isDone).map(({ name }) => name));
  return (after?.progress.rungs ?? [])
    .filter((rung) => isDone(rung) && !were.has(rung.name))
    .map(({ name }) => good(`${name} is encoded to its end.`));
}

function chunkNews(before: JobView, after: JobView): News[] {
  // A grid that has just come tells what was, not what happened.
  if (before.axes !== after.axes) return [];
  const changed = changedPlaces(before.cells, after.cells).flatMap((place) => {
    const now = cellAt(after.cells, place);
    const was = cellAt(before.cells, place);
    return now && (now.state !== was?.state || now.attempt !== was.attempt) ? [now] : [];
  });
  return [
    ...told(changed, 'retrying', (cell) =>
      trouble(`${place(cell, after)} failed and is tried again: ${cell.trouble ?? 'nobody says why'}`),
    ),
    ...told(changed, 'failed', (cell) => trouble(`${place(cell, after)} failed: ${cell.trouble ?? 'nobody says why'}`)),
    ...told(changed, 'retried', (cell) => good(`${place(cell, after)} succeeded at attempt ${cell.attempt}.`)),
  ];
}

function told(changed: readonly ShownCell[], state: ShownCell['state'], tell: (cell: ShownCell) => News): News[] {
  const those = changed.filter((cell) => cell.state === state);
  if (those.length <= MOST_CHUNKS_AT_ONCE) return those.map(tell);
  return [{ text: `${those.length} chunks are ${state} now.`, weight: state === 'retried' ? 'good' : 'trouble' }];
}

function place({ lane, chunk }: ShownCell, { axes }: JobView): string {
  return `${chunkName(chunk)} of ${and(axes?.lanes.find(({ name }) => name === lane)?.renditions ?? [lane])}`;
}
