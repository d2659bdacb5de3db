import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import {
  BUCKETS,
  checkRevision,
  FanoutError,
  type FinishedJob,
  type JobStatus,
  jobKey,
  type Revision,
  type VideoId,
  type VideoJob,
} from '../core/index.ts';
import type { Store } from '../store/index.ts';
import { readInput, readJob, restartJob } from '../temporal/index.ts';
import { tenantShare } from './tenants.ts';

export interface Stack {
  readonly client: Client;
  readonly store: Store;
}

/**
 * Runs a failed job again, or a change of a video that failed. Chunks that are finished are found and kept.
 * @throws FanoutError VIDEO_NOT_FOUND, JOB_RUNNING, JOB_FINISHED, JOB_NOT_RETRYABLE
 */
export async function retryJob({ client, store }: Stack, id: VideoId): Promise<void> {
  const status = await readJob(client, id);
  const job = await readInput(client, id);
  const { revision } = status;
  if (status.state === 'completed' && job.revision && revision && revision.state !== 'completed') {
    return start(client, job);
  }
  if (status.state === 'completed') throw new FanoutError('JOB_FINISHED', `The job of "${id}" did not fail.`);
  if (status.state === 'cancelled') {
    throw new FanoutError('JOB_NOT_RETRYABLE', `The job of "${id}" was cancelled, and what it had written is gone.`);
  }
  if (status.state !== 'failed') throw running(id);
  await requireSource(store, job);
  await start(client, job);
}

/**
 * Adds renditions to a complete video, or encodes some of it anew; only those are encoded. The video stays as it is until
 * all of them are complete and verified.
 *
 * @param renditions by name, as `status` lists them: `720p`, `720p-hevc`
 * @throws FanoutError VIDEO_NOT_FOUND, JOB_RUNNING, VIDEO_NOT_READY, RENDITION_UNKNOWN, RENDITION_EXISTS, JOB_NOT_RETRYABLE
 */
export async function reviseJob(
  { client, store }: Stack,
  id: VideoId,
  what: Revision['what'],
  renditions: readonly string[],
): Promise<void> {
  const before = await readJob(client, id);
  if (before.state === 'queued' || before.state === 'running' || before.state === 'paused') throw running(id);
  const { job, made } = await finishedJob(store, before);
  const revision: Revision = { what, renditions: [...new Set(renditions)], before, made };
  checkRevision(revision);
  await requireSource(store, job);
  await start(client, { ...job, revision });
}

async function finishedJob(store: Store, { state, videoId }: JobStatus): Promise<FinishedJob> {
  const bytes = state === 'completed' ? await store.get(BUCKETS.source, jobKey(videoId)) : null;
  if (!bytes) throw new FanoutError('VIDEO_NOT_READY', `The video "${videoId}" is not complete: its job is ${state}.`);
  return JSON.parse(bytes.toString('utf8')) as FinishedJob;
}

/** A job that was refused had its upload removed. */
async function requireSource(store: Store, { source, videoId }: VideoJob): Promise<void> {
  if ('url' in source || (await store.head(source.bucket, source.key))) return;
  throw new FanoutError('JOB_NOT_RETRYABLE', `The source of "${videoId}" is not there any more.`);
}

async function start(client: Client, job: VideoJob): Promise<void> {
  try {
    await restartJob(client, job, await tenantShare(process.env, job.spec.tenant));
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) throw running(job.videoId);
    throw error;
  }
}

function running(id: VideoId): FanoutError {
  return new FanoutError('JOB_RUNNING', `The job of "${id}" is still under way.`);
}
