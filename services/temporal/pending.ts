import type { Client } from '@temporalio/client';
import { FanoutError, type VideoId, videoOfWorkflow, WORKFLOW_TYPE } from '../core/index.ts';
import { type Described, describeJob, tenantOf } from './job-handle.ts';

/** How the last attempt of an activity ended that is to be tried again. */
export type AttemptFailure =
  | { readonly kind: 'timeout'; readonly limit: TimeLimit }
  /** `code`: of the catalogue, or Temporal's name for what happened. */
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

export type TimeLimit = 'heartbeat' | 'start-to-close' | 'schedule-to-start' | 'schedule-to-close';

/** An activity that a job waits for. */
export interface PendingActivity {
  readonly name: string;
  /** Which it waits in, or was taken from. */
  readonly queue: string;
  /** Whether a worker has it. */
  readonly running: boolean;
  /** From 1. */
  readonly attempt: number;
  readonly lastFailure: AttemptFailure | null;
}

/** What a running job waits for, as Temporal says without asking the job. */
export interface PendingJob {
  readonly videoId: VideoId;
  readonly tenant: string | null;
  readonly activities: readonly PendingActivity[];
  /** How often it has been tried to decide what follows; 0 where nothing is to be decided. */
  readonly decisionAttempts: number;
}

/** So many are listed, in one request. */
const LISTED = 1_000;

/**
 * The newest of the jobs that have not ended, where new trouble shows, and the oldest, which workers are at while many wait:
 * at most `limit` of each.
 */
export async function pendingJobs(client: Client, limit: number): Promise<PendingJob[]> {
  const ids: VideoId[] = [];
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query, pageSize: LISTED })) {
    const id = videoOfWorkflow(workflowId);
    if (id) ids.push(id);
    if (ids.length === LISTED) break;
  }
  const some = new Set([...ids.slice(0, limit), ...ids.slice(-limit)]);
  const jobs = await Promise.all([...some].map((id) => pendingJob(client, id)));
  return jobs.filter((job) => job !== null);
}

/** `null` when it has ended or was deleted meanwhile: lists come a little late. */
async function pendingJob(client: Client, id: VideoId): Promise<PendingJob | null> {
  const described = await describeJob(client, id).catch((error: unknown) => {
    if (error instanceof FanoutError && error.code === 'VIDEO_NOT_FOUND') return null;
    throw error;
  });
  if (described?.status.name !== 'RUNNING') return null;
  const { raw } = described;
  return {
    videoId: id,
    tenant: tenantOf(described),
    activities: (raw.pendingActivities ?? []).map(pendingActivity),
    decisionAttempts: raw.pendingWorkflowTask?.attempt ?? 0,
  };
}

type RawActivity = NonNullable<Described['raw']['pendingActivities']>[number];

/** As the server describes it. */
export function pendingActivity({
  activityType,
  activityOptions,
  state,
  attempt,
  lastFailure,
}: RawActivity): PendingActivity {
  return {
    name: activityType?.name ?? '',
    queue: activityOptions?.taskQueue?.name ?? '',
    running: Number(state ?? 0) === STARTED,
    attempt: attempt ?? 1,
    lastFailure: lastFailure ? attemptFailure(lastFailure) : null,
  };
}

function attemptFailure(failure: NonNullable<RawActivity['lastFailure']>): AttemptFailure {
  const limit = TIME_LIMITS[Number(failure.timeoutFailureInfo?.timeoutType ?? 0)];
  if (limit) return { kind: 'timeout', limit };
  return { kind: 'error', code: failure.applicationFailureInfo?.type ?? 'unknown', message: failure.message ?? '' };
}

/* As the server numbers them. */
const STARTED = 2;
const TIME_LIMITS: readonly (TimeLimit | null)[] = [
  null,
  'start-to-close',
  'schedule-to-start',
  'schedule-to-close',
  'heartbeat',
];
