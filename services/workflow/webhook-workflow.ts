import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  FanoutError,
  type KeptDelivery,
  Outbox,
  QUEUES,
  WEBHOOK_DELIVERIES_QUERY,
  WEBHOOK_EVENT_SIGNAL,
  WEBHOOK_OUTBOX_QUERY,
  WEBHOOK_REDELIVER_UPDATE,
  type WebhookActivities,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookEvent,
  type WebhookOutbox,
} from '../core/index.ts';
import { toFailure } from '../temporal/failures/index.ts';

export const deliveriesQuery = defineQuery<WebhookDelivery[]>(WEBHOOK_DELIVERIES_QUERY);
export const outboxQuery = defineQuery<WebhookOutbox>(WEBHOOK_OUTBOX_QUERY);
export const eventSignal = defineSignal<[WebhookEvent]>(WEBHOOK_EVENT_SIGNAL);
export const redeliverUpdate = defineUpdate<void, [readonly string[]]>(WEBHOOK_REDELIVER_UPDATE);

/** A job that says nothing for so long may be gone; should it speak again, it starts another one of these. */
const IDLE = '30 days';

const { deliverWebhook } = proxyActivities<WebhookActivities>({
  taskQueue: QUEUES.metadata,
  // More than one request may take.
  startToCloseTimeout: '30 seconds',
  // When to try again is decided here, where it is known of every attempt what it came to, and where news ends a wait.
  retry: { maximumAttempts: 1 },
});

/**
 * Delivers the events of one job, one after the other, apart from the job itself, which neither waits for this nor fails
 * with it. Ends when the job's last event is dealt with.
 */
export async function WebhookWorkflow(start: WebhookOutbox): Promise<void> {
  const outbox = new Outbox(start);
  setHandler(deliveriesQuery, () => outbox.shown());
  setHandler(outboxQuery, () => outbox.kept);
  setHandler(eventSignal, (event) => outbox.add(event));
  setHandler(redeliverUpdate, (ids) => outbox.again(ids, Date.now()), {
    validator: (ids) => {
      try {
        outbox.checkAgain(ids);
      } catch (error) {
        throw toFailure(error);
      }
    },
  });
  while (!outbox.isDone) {
    if (workflowInfo().continueAsNewSuggested) return continueAsNew<typeof WebhookWorkflow>(outbox.kept);
    if (!(await condition(() => outbox.next !== null, IDLE))) return;
    const { next } = outbox;
    if (next && (await isTime(outbox, next))) {
      const attempt = await tryOnce(start.url, next);
      outbox.attempted(next.id, attempt, Date.now(), Math.random());
    }
  }
}

/** Waits until an event is to be tried. @returns whether it still is: it may have been dropped, or wanted sooner */
async function isTime(outbox: Outbox, next: KeptDelivery): Promise<boolean> {
  const wait = next.nextAttemptAt === null ? 0 : Date.parse(next.nextAttemptAt) - Date.now();
  return wait <= 0 || !(await condition(() => outbox.next !== next, wait));
}

async function tryOnce(url: string, { id, body }: KeptDelivery): Promise<WebhookAttempt> {
  try {
    return await deliverWebhook({ url, id, body: body ?? '' });
  } catch (error) {
    if (isCancellation(error)) throw error;
    // The worker was lost in the middle: nobody knows whether the receiver has it.
    const lost = new FanoutError('WEBHOOK_UNDELIVERED', 'The worker that sent it did not come back.');
    return { status: null, error: lost.toReport(), retryAfter: null };
  }
}
