import {
  type Client,
  isGrpcDeadlineError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import {
  FanoutError,
  Outbox,
  QUEUES,
  type VideoId,
  WEBHOOK_DELIVERIES_QUERY,
  WEBHOOK_OUTBOX_QUERY,
  WEBHOOK_PRIORITY,
  WEBHOOK_REDELIVER_UPDATE,
  WEBHOOK_WORKFLOW_TYPE,
  type WebhookDelivery,
  type WebhookOutbox,
  webhookWorkflowId,
  workflowId,
} from '../core/index.ts';
import { fromFailure } from './failures/index.ts';

const ANSWER_MS = 5_000;

/**
 * The events of a job, in order, with what became of each; none when the job has no webhook, or nothing was told yet.
 * @throws FanoutError VIDEO_NOT_FOUND, STACK_UNREACHABLE when no workflow worker answers
 */
export async function listDeliveries(client: Client, id: VideoId): Promise<readonly WebhookDelivery[]> {
  return (await ask<WebhookDelivery[]>(client, id, WEBHOOK_DELIVERIES_QUERY)) ?? [];
}

/**
 * Has events delivered again, at once and under their old ids, after those that wait before them.
 * @param eventId one of them; else all that were given up or still wait
 * @returns the ids of the events
 * @throws FanoutError WEBHOOK_EVENT_NOT_FOUND when there is none such; else as {@link listDeliveries}
 */
export async function redeliver(client: Client, id: VideoId, eventId?: string): Promise<readonly string[]> {
  const outbox = await ask<WebhookOutbox>(client, id, WEBHOOK_OUTBOX_QUERY);
  const ids = eventId === undefined ? undelivered(outbox) : [eventId];
  if (!outbox || ids.length === 0) {
    throw new FanoutError(
      'WEBHOOK_EVENT_NOT_FOUND',
      `No event of video "${id}" is undelivered; name one to repeat it.`,
    );
  }
  if (!(await update(client, id, ids))) await goOn(client, outbox, ids);
  return ids;
}

function undelivered(outbox: WebhookOutbox | null): string[] {
  const open = (outbox?.deliveries ?? []).filter(({ state }) => state === 'waiting' || state === 'given-up');
  return open.filter(({ body }) => body !== null).map((delivery) => delivery.id);
}

/** `null` when nothing was ever told of the job. */
async function ask<T>(client: Client, id: VideoId, query: string): Promise<T | null> {
  const handle = client.workflow.getHandle(webhookWorkflowId(id));
  try {
    return await answered(client, () => handle.query<T>(query));
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    await requireJob(client, id);
    return null;
  }
}

async function requireJob(client: Client, id: VideoId): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId(id)).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new FanoutError('VIDEO_NOT_FOUND', `There is no video "${id}".`);
    throw error;
  }
}

/** Tells the workflow that delivers. @returns whether it is still there */
async function update(client: Client, id: VideoId, ids: readonly string[]): Promise<boolean> {
  const handle = client.workflow.getHandle(webhookWorkflowId(id));
  try {
    await answered(client, () => handle.executeUpdate(WEBHOOK_REDELIVER_UPDATE, { args: [ids] }));
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw (error instanceof WorkflowUpdateFailedError && fromFailure(error.cause)) || error;
  }
}

/** Starts another one where the last one ended. */
async function goOn(client: Client, outbox: WebhookOutbox, ids: readonly string[]): Promise<void> {
  const next = new Outbox(outbox);
  next.checkAgain(ids);
  next.again(ids, Date.now());
  await client.workflow.start(WEBHOOK_WORKFLOW_TYPE, {
    workflowId: webhookWorkflowId(outbox.videoId),
    taskQueue: QUEUES.workflow,
    args: [next.kept],
    priority: { priorityKey: WEBHOOK_PRIORITY },
  });
}

/** @throws FanoutError STACK_UNREACHABLE when no workflow worker answers in time */
async function answered<T>(client: Client, question: () => Promise<T>): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + ANSWER_MS, question);
  } catch (error) {
    const late = isGrpcDeadlineError(error) || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError;
    if (!late) throw error;
    throw new FanoutError('STACK_UNREACHABLE', 'No workflow worker answers.', [], { cause: error });
  }
}
