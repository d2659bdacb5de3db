import { asFanoutError, type DeliverWebhookInput, FanoutError, type WebhookAttempt } from '../core/index.ts';
import { signWebhook, type WebhookAnswer, webhookKeys } from '../web/index.ts';
import type { MetadataDeps } from './deps.ts';

const GONE = 410;

/** Makes one attempt, signed with the time that it is. */
export async function deliverWebhook(
  { webhooks, webhookSecrets }: Pick<MetadataDeps, 'webhooks' | 'webhookSecrets'>,
  { url, id, body }: DeliverWebhookInput,
): Promise<WebhookAttempt> {
  let answer: WebhookAnswer | null = null;
  try {
    const timestamp = Math.floor(Date.now() / 1000);
    answer = await webhooks.post(url, body, signWebhook(webhookKeys(webhookSecrets), { id, timestamp, body }));
    rejectAnswer(answer.status);
    return { ...answer, error: null };
  } catch (thrown) {
    return { status: null, retryAfter: null, ...answer, error: asFanoutError(thrown).toReport() };
  }
}

/** @throws FanoutError unless the receiver says that it has the event */
function rejectAnswer(status: number): void {
  if (status >= 200 && status < 300) return;
  if (status === GONE) throw new FanoutError('WEBHOOK_GONE', 'The receiver answered 410.');
  const led = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  throw new FanoutError('WEBHOOK_UNDELIVERED', `The receiver answered ${status}${led}.`);
}
