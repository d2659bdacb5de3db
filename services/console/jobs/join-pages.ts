import type { AnswerOf } from '../../client/index.ts';

export type ListedJob = AnswerOf<'listJobs'>['jobs'][number];

/** One list of what is told live and what was asked for before: each job once, as it was told last. */
export function joinPages(newest: readonly ListedJob[], older: readonly ListedJob[]): readonly ListedJob[] {
  const known = new Set(newest.map(({ videoId }) => videoId));
  const rest: ListedJob[] = [];
  for (const job of older) {
    if (known.has(job.videoId)) continue;
    known.add(job.videoId);
    rest.push(job);
  }
  return [...newest, ...rest];
}
