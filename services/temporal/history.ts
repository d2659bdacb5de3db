import type { Client } from '@temporalio/client';
import { FanoutError, type VideoId, webhookWorkflowId, workflowId } from '../core/index.ts';
import { describeJob, tenantOf } from './job-handle.ts';

export interface JobOverview {
  readonly running: boolean;
  readonly tenant: string | null;
}

/** What Temporal says of a job without asking it; `null` when it does not know it. */
export async function jobOverview(client: Client, id: VideoId): Promise<JobOverview | null> {
  try {
    const described = await describeJob(client, id);
    return { running: described.status.name === 'RUNNING', tenant: tenantOf(described) };
  } catch (error) {
    if (error instanceof FanoutError && error.code === 'VIDEO_NOT_FOUND') return null;
    throw error;
  }
}

/** Deletes all runs of a job, and of the workflows that served it, from Temporal. */
export async function deleteHistory(client: Client, id: VideoId): Promise<void> {
  const names = [workflowId(id), webhookWorkflowId(id)];
  const query = `WorkflowId IN (${names.map((name) => `'${name}'`).join(', ')}) OR WorkflowId STARTS_WITH 'video-discard-${id}-'`;
  for await (const run of client.workflow.list({ query })) {
    await client.workflowService.deleteWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId: run.workflowId, runId: run.runId },
    });
  }
}
