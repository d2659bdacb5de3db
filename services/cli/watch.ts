import type { Client } from '@temporalio/client';
import { isOver, type JobStatus, type VideoId } from '../core/index.ts';
import { readJob } from '../temporal/index.ts';
import { ProgressView } from './progress-view.ts';

/** A look costs the server a query: often enough for the eye, or for a log. */
const POLL_MS = { terminal: 500, log: 1_000 } as const;

/** Follows a job to its end, showing how far it is. @param onStatus told of every look */
export async function watchJob(
  client: Client,
  id: VideoId,
  options: { readonly onStatus?: (status: JobStatus) => void; readonly signal?: AbortSignal } = {},
): Promise<JobStatus> {
  const view = new ProgressView(process.stderr);
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      const status = await readJob(client, id);
      options.onStatus?.(status);
      view.show(status);
      if (isOver(status.state)) return status;
      await new Promise((resolve) => setTimeout(resolve, process.stderr.isTTY ? POLL_MS.terminal : POLL_MS.log));
    }
  } finally {
    view.close();
  }
}
