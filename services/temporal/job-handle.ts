import {
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowHandle,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { FanoutError, type VideoId, type VideoJob, workflowId } from '../core/index.ts';

export function jobHandle(client: Client, id: VideoId): WorkflowHandle {
  return client.workflow.getHandle(workflowId(id));
}

/** What Temporal says of the latest run of a job without asking it. */
export type Described = WorkflowExecutionDescription;

/** @throws FanoutError VIDEO_NOT_FOUND */
export async function describeJob(client: Client, id: VideoId): Promise<Described> {
  try {
    return await jobHandle(client, id).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new FanoutError('VIDEO_NOT_FOUND', `There is no video "${id}".`);
    throw error;
  }
}

/** As it was taken down when the job was started. */
export function tenantOf({ memo }: Pick<Described, 'memo'>): string | null {
  return typeof memo?.tenant === 'string' ? memo.tenant : null;
}

/** What the latest run of a job was started with. @throws FanoutError VIDEO_NOT_FOUND */
export async function readInput(client: Client, id: VideoId): Promise<VideoJob> {
  await describeJob(client, id);
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId: workflowId(id) },
    maximumPageSize: 1,
  });
  const [payload] = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  if (!payload) throw new FanoutError('INTERNAL', `The history of "${id}" does not say what it was started with.`);
  return defaultPayloadConverter.fromPayload<VideoJob>(payload);
}
