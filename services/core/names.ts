import { isVideoId, type VideoId } from './ids.ts';

/** The task queues, by the worker that polls them. Scripts and scaling policies rely on these names. */
export const QUEUES = {
  workflow: 'video-tasks',
  metadata: 'metadata-queue',
  transcode: 'transcode-queue',
  /** For what falls back to processors where `transcode-queue` is the graphics cards'; nobody polls it elsewhere. */
  transcodeCpu: 'transcode-cpu-queue',
} as const;

/** The kinds of workers; each has the queue of its name to itself. */
export const WORKER_KINDS = ['workflow', 'metadata', 'transcode'] as const;
export type WorkerKind = (typeof WORKER_KINDS)[number];

/** Sources go into `videos`, all that Fanout writes goes into `encoded`. */
export const BUCKETS = { source: 'videos', encoded: 'encoded' } as const;

export const WORKFLOW_TYPE = 'VideoWorkflow';

/** What jobs can be searched by, in a namespace that was set up for it. */
export const SEARCH_ATTRIBUTES = { tenant: 'FanoutTenant' } as const;

export function workflowId(id: VideoId): string {
  return `video-workflow-${id}`;
}

/** The job of a workflow by its id; `null` for one that is no job's. */
export function videoOfWorkflow(name: string): VideoId | null {
  const id = name.replace(/^video-workflow-/, '');
  return id !== name && isVideoId(id) ? id : null;
}

/** @param what tells apart what is to be discarded of one video */
export function discardWorkflowId(id: VideoId, what: string): string {
  return `video-discard-${id}-${what}`;
}

/** The names of the workflow's queries, updates and of the activities' queue are the contract between separately deployed parts. */
export const STATUS_QUERY = 'status';
export const PLAN_QUERY = 'plan';
/** The status, and what a grid is drawn from. */
export const LOOK_QUERY = 'look';
export const PAUSE_UPDATE = 'pause';
export const RESUME_UPDATE = 'resume';
/** Takes a priority, 1 (first) to 5. */
export const PRIORITY_UPDATE = 'priority';

export const DISCARD_WORKFLOW_TYPE = 'DiscardWorkflow';

/** Looks at a source, and touches nothing. */
export const INSPECT_WORKFLOW_TYPE = 'InspectWorkflow';

/** Limits how many jobs of one tenant run at once. */
export const TENANT_WORKFLOW_TYPE = 'TenantWorkflow';
/** To it: a job asks for a place, and gives it back. */
export const REQUEST_SIGNAL = 'request';
export const RELEASE_SIGNAL = 'release';
/** From it to a job: it has a place. */
export const ADMITTED_SIGNAL = 'admitted';
export const ADMISSIONS_QUERY = 'admissions';

/** @param tenant as job specs name it */
export function tenantWorkflowId(tenant: string): string {
  return `tenant-${tenant}`;
}
