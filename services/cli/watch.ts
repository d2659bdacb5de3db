import { FanoutError, type JobStatus, type VideoId } from '../core/index.ts';
import type { Jobs } from './jobs/jobs.ts';
import { ProgressView } from './progress-view.ts';

/** A look costs the server a query: often enough for the eye, or for a log. */
const POLL_MS = { terminal: 500, log: 1_000 } as const;

/** Follows a job to its end, showing how far it is. @param onStatus told of every look */
export async function watchJob(
  jobs: Pick<Jobs, 'follow'>,
  id: VideoId,
  options: { readonly onStatus?: (status: JobStatus) => void; readonly signal?: AbortSignal } = {},
): Promise<JobStatus> {
  const view = new ProgressView(process.stderr);
  const everyMs = process.stderr.isTTY ? POLL_MS.terminal : POLL_MS.log;
  let last: JobStatus | null = null;
  try {
    for await (const status of jobs.follow(id, everyMs, options.signal)) {
      last = status;
      options.onStatus?.(status);
      view.show(status);
    }
  } finally {
    view.close();
  }
  if (last) return last;
  throw new FanoutError('INTERNAL', `Nothing was told of video "${id}".`);
}
