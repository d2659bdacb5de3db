import type { Client } from '@temporalio/client';
import { type ChunkGrid, type JobAnswer, type JobStatus, jobGrid, LOOK_QUERY, type VideoId } from '../core/index.ts';
import { describeJob, tenantOf } from './job-handle.ts';
import { askJob, statusOf } from './job-status.ts';
import { pendingChunks } from './pending-chunks.ts';

/** All that there is to be seen of a job at one moment. */
export interface JobLook {
  readonly status: JobStatus;
  /** `null` before it is planned, and while no workflow worker answers for it. */
  readonly grid: ChunkGrid | null;
  /** `null` for a job that was started by other means than ours. */
  readonly tenant: string | null;
  /** Its workflow has ended: it does nothing more by itself. */
  readonly isOver: boolean;
}

/**
 * A job as it is now, chunk by chunk: one description and one query. That of a job that is over costs more, since a workflow
 * worker has to go through its history once more.
 *
 * @throws FanoutError VIDEO_NOT_FOUND
 */
export async function lookAtJob(client: Client, id: VideoId): Promise<JobLook> {
  const described = await describeJob(client, id);
  const asked = askJob<JobAnswer>(client, id, LOOK_QUERY);
  const [status, answer] = await Promise.all([
    statusOf(client, id, described, async () => (await asked)?.status ?? null),
    asked,
  ]);
  const isOver = described.status.name !== 'RUNNING';
  const now = { pending: pendingChunks(described.raw), isOver };
  const grid = answer?.plan ? jobGrid(answer.plan, answer.facts, now) : null;
  return { status, grid, tenant: tenantOf(described), isOver };
}
