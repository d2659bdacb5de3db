import { randomUUID } from 'node:crypto';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import {
  type ExtractedMetadata,
  FanoutError,
  INSPECT_WORKFLOW_TYPE,
  type InspectInput,
  PRIORITIES,
  QUEUES,
} from '../core/index.ts';
import { fromFailure } from './failures/index.ts';

const WITHIN_SECONDS = 30;

/**
 * Has a worker look at a source of which there is no job, ahead of all that waits.
 * @param tenant whose turn it is
 * @throws FanoutError with an input code; STACK_UNREACHABLE when no worker has looked within half a minute
 */
export async function inspect(client: Client, source: InspectInput, tenant: string): Promise<ExtractedMetadata> {
  try {
    return await client.workflow.execute<(input: InspectInput) => Promise<ExtractedMetadata>>(INSPECT_WORKFLOW_TYPE, {
      workflowId: `inspect-${randomUUID()}`,
      taskQueue: QUEUES.workflow,
      args: [source],
      workflowExecutionTimeout: `${WITHIN_SECONDS} seconds`,
      priority: { priorityKey: PRIORITIES.first, fairnessKey: tenant },
    });
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const known = fromFailure(error);
    if (known) throw known;
    const message = `No worker has looked at the source within ${WITHIN_SECONDS} s.`;
    throw new FanoutError('STACK_UNREACHABLE', message, [], { cause: error });
  }
}
