import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowFailedError, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { bareStatus, FanoutError, type JobStatus, type VideoId, withRunning } from '../core/index.ts';
import { grpcCode } from './grpc-code.ts';
import { type Described, jobHandle } from './job-handle.ts';
import { pendingChunks } from './pending-chunks.ts';

const QUERY_MS = 3_000;
/** Of gRPC: asked too much at once, and unavailable for a moment. That says nothing of whether there is a worker. */
const BUSY: readonly number[] = [8, 14];
const PAUSE_MS = 100;

/** A job's own answer; `null` while no workflow worker gives it: the job is waiting for one. */
export async function askJob<Answer>(client: Client, id: VideoId, query: string): Promise<Answer | null> {
  const until = Date.now() + QUERY_MS;
  for (;;) {
    try {
      return await client.withDeadline(until, () => jobHandle(client, id).query<Answer>(query));
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw error;
      const isBusy = BUSY.includes(grpcCode(error) ?? 0);
      if (!isBusy || Date.now() + PAUSE_MS > until) return null;
      await sleep(PAUSE_MS);
    }
  }
}

/** The status of a job that was described just now. @param ask what the job itself says */
export async function statusOf(
  client: Client,
  id: VideoId,
  { status, raw }: Described,
  ask: () => Promise<JobStatus | null>,
): Promise<JobStatus> {
  const handle = jobHandle(client, id);
  switch (status.name) {
    case 'RUNNING': {
      const job = await ask();
      if (!job) return bareStatus(id, 'queued');
      const running = pendingChunks(raw).filter(({ isRunning }) => isRunning);
      return { ...job, progress: withRunning(job.progress, running) };
    }
    case 'COMPLETED':
      return (await handle.result()) as JobStatus;
    case 'CANCELLED':
      return (await ask()) ?? bareStatus(id, 'cancelled');
    case 'FAILED':
      return failedStatus(handle, id);
    default: {
      const error = new FanoutError('INTERNAL', `The workflow was ended from outside (${status.name}).`);
      return bareStatus(id, 'failed', error.toReport());
    }
  }
}

async function failedStatus(handle: WorkflowHandle, id: VideoId): Promise<JobStatus> {
  try {
    await handle.result();
  } catch (error) {
    const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
    const status = cause instanceof ApplicationFailure ? cause.details?.[1] : undefined;
    if (status) return status as JobStatus;
    const message = cause?.message ?? (error instanceof Error ? error.message : String(error));
    return bareStatus(id, 'failed', new FanoutError('INTERNAL', message).toReport());
  }
  throw new FanoutError('INTERNAL', `Temporal calls video "${id}" failed, yet has a result for it.`);
}
