import { type Client, type WorkflowHandle, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { FanoutError, PAUSE_UPDATE, PRIORITY_UPDATE, RESUME_UPDATE, type VideoId } from '../core/index.ts';
import { fromFailure } from './failures/index.ts';
import { describeJob, jobHandle } from './job-handle.ts';

/** A workflow worker answers within milliseconds; one that has to be started takes longer. */
const UPDATE_MS = 20_000;

/**
 * Frees the workers of a job within seconds; what is finished stays.
 * @throws FanoutError VIDEO_NOT_FOUND, JOB_FINISHED, JOB_PAUSED; STACK_UNREACHABLE when no workflow worker answers
 */
export function pauseJob(client: Client, id: VideoId): Promise<void> {
  return update(client, id, (job) => job.executeUpdate(PAUSE_UPDATE));
}

/** @throws FanoutError VIDEO_NOT_FOUND, JOB_FINISHED, JOB_NOT_PAUSED; STACK_UNREACHABLE */
export function resumeJob(client: Client, id: VideoId): Promise<void> {
  return update(client, id, (job) => job.executeUpdate(RESUME_UPDATE));
}

/**
 * Moves a job's waiting work, and all that is still to come, before or behind that of others.
 * @param key 1 (first) to 5 (last)
 * @throws FanoutError VIDEO_NOT_FOUND, JOB_FINISHED, PRIORITY_INVALID; STACK_UNREACHABLE
 */
export async function prioritizeJob(client: Client, id: VideoId, key: number): Promise<void> {
  await update(client, id, (job) => job.executeUpdate<void, [number]>(PRIORITY_UPDATE, { args: [key] }));
  const { raw } = await describeJob(client, id);
  if ((raw.pendingActivities ?? []).length === 0) return;
  // What waits in a queue was put there with the old one.
  await client.workflowService.updateActivityOptions({
    namespace: client.options.namespace,
    execution: { workflowId: jobHandle(client, id).workflowId },
    matchAll: true,
    activityOptions: { priority: { priorityKey: key } },
    updateMask: { paths: ['priority.priority_key'] },
  });
}

/** Asks a job to stop; it confirms by becoming `cancelled`. @throws FanoutError VIDEO_NOT_FOUND, JOB_FINISHED */
export async function cancelJob(client: Client, id: VideoId): Promise<void> {
  await requireRunning(client, id);
  await jobHandle(client, id).cancel();
}

async function requireRunning(client: Client, id: VideoId): Promise<void> {
  const { status } = await describeJob(client, id);
  if (status.name !== 'RUNNING') throw finished(id, status.name);
}

async function update(client: Client, id: VideoId, ask: (job: WorkflowHandle) => Promise<void>): Promise<void> {
  await requireRunning(client, id);
  try {
    await client.withDeadline(Date.now() + UPDATE_MS, () => ask(jobHandle(client, id)));
  } catch (error) {
    // It may have ended in between.
    if (error instanceof WorkflowNotFoundError) throw finished(id, 'COMPLETED');
    const refused = error instanceof WorkflowUpdateFailedError ? fromFailure(error.cause) : null;
    if (refused) throw refused;
    throw new FanoutError(
      'STACK_UNREACHABLE',
      `No workflow worker took the request within ${UPDATE_MS / 1000} s.`,
      [],
      {
        cause: error,
      },
    );
  }
}

function finished(id: VideoId, status: string): FanoutError {
  return new FanoutError('JOB_FINISHED', `The job of "${id}" is over: it is ${status.toLowerCase()}.`);
}
