import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import {
  type JobStatus,
  PLAN_QUERY,
  QUEUES,
  SEARCH_ATTRIBUTES,
  STATUS_QUERY,
  type VideoId,
  type VideoJob,
  type VideoPlan,
  videoOfWorkflow,
  WORKFLOW_TYPE,
  workflowId,
} from '../core/index.ts';
import { describeJob, jobHandle } from './job-handle.ts';
import { askJob, statusOf } from './job-status.ts';

const TENANT = defineSearchAttributeKey(SEARCH_ATTRIBUTES.tenant, SearchAttributeType.KEYWORD);

/** What a job's tenant gets of all there is. */
export interface TenantShare {
  /** Turns for each of another's, 0.001 to 1000. */
  readonly weight: number;
  /** Jobs that may run at once; others wait. As many as there are when left out. */
  readonly runningJobs?: number;
}

const WHOLE_SHARE: TenantShare = { weight: 1 };

/**
 * Starts a job; one of the same id that is there already, running or over, stays as it is.
 * @returns whether it was started: of many who start it at once, one has
 */
export async function startJob(client: Client, job: VideoJob, share = WHOLE_SHARE): Promise<boolean> {
  try {
    await client.workflow.start(WORKFLOW_TYPE, {
      ...startOptions(job, share),
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/**
 * Runs a job once more that is over.
 * @throws WorkflowExecutionAlreadyStartedError when it is not
 */
export async function restartJob(client: Client, job: VideoJob, share = WHOLE_SHARE): Promise<void> {
  await client.workflow.start(WORKFLOW_TYPE, {
    ...startOptions(job, share),
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}

function startOptions({ runningJobs: _, ...rest }: VideoJob, { weight, runningJobs }: TenantShare) {
  const job: VideoJob = runningJobs === undefined ? rest : { ...rest, runningJobs };
  const { tenant, priority } = job.spec;
  return {
    workflowId: workflowId(job.videoId),
    taskQueue: QUEUES.workflow,
    args: [job] as [VideoJob],
    // What a list can show without asking every job.
    memo: { name: job.source.name, tenant },
    typedSearchAttributes: [{ key: TENANT, value: tenant }],
    // Activities inherit it: the queues hand out by priority, and in turns to tenants of the same one.
    priority: { priorityKey: priority, fairnessKey: tenant, fairnessWeight: weight },
  };
}

/** A job as it is now, with what its running chunks last reported. @throws FanoutError VIDEO_NOT_FOUND */
export async function readJob(client: Client, id: VideoId): Promise<JobStatus> {
  return statusOf(client, id, await describeJob(client, id), () => askJob<JobStatus>(client, id, STATUS_QUERY));
}

/** How a job was cut into renditions and chunks; `null` before it is planned. @throws FanoutError VIDEO_NOT_FOUND */
export async function readPlan(client: Client, id: VideoId): Promise<VideoPlan | null> {
  await describeJob(client, id);
  return jobHandle(client, id).query<VideoPlan | null>(PLAN_QUERY);
}

/** Jobs of a tenant that are waiting or running. @param tenant as job specs name it, which lets no quote through */
export async function openJobs(client: Client, tenant: string): Promise<VideoId[]> {
  const jobs: VideoId[] = [];
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running' AND ${TENANT.name} = '${tenant}'`;
  for await (const { workflowId: name } of client.workflow.list({ query })) {
    const id = videoOfWorkflow(name);
    if (id) jobs.push(id);
  }
  return jobs;
}
