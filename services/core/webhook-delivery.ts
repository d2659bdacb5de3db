import type { KeptDelivery, WebhookAttempt, WebhookDelivery, WebhookEvent } from './webhook.ts';

/** An event that is yet to be delivered. */
export function newDelivery(event: WebhookEvent): KeptDelivery {
  return {
    ...event,
    since: Date.parse(event.occurredAt),
    tries: 0,
    state: 'waiting',
    attempts: 0,
    lastStatus: null,
    lastError: null,
    deliveredAt: null,
    nextAttemptAt: null,
  };
}

/** A delivery without what only its sender needs. */
export function shownDelivery({ body: _body, since: _since, tries: _tries, ...shown }: KeptDelivery): WebhookDelivery {
  return shown;
}

/** The same once more, at once, with a day from now. */
export function againFrom(delivery: KeptDelivery, nowMs: number): KeptDelivery {
  return { ...delivery, state: 'waiting', since: nowMs, tries: 0, deliveredAt: null, nextAttemptAt: null };
}

/** Progress that nobody needs any more. */
export function dropped(delivery: KeptDelivery): KeptDelivery {
  return { ...delivery, state: 'dropped', body: null, nextAttemptAt: null };
}

/**
 * A delivery after an attempt: done, given up, or waiting for the next. One that was dropped meanwhile stays so, unless
 * the receiver has it all the same.
 *
 * @param random 0 to 1, spreads the attempts of many
 */
export function attempted(
  delivery: KeptDelivery,
  { status, error, retryAfter }: WebhookAttempt,
  nowMs: number,
  random: number,
): KeptDelivery {
  const { attempts, tries, since, state } = delivery;
  const body = delivery.type === 'job.progress' ? null : delivery.body;
  const tried = { ...delivery, attempts: attempts + 1, tries: tries + 1, lastStatus: status, lastError: error };
  if (!error) {
    return { ...tried, body, state: 'delivered', deliveredAt: new Date(nowMs).toISOString(), nextAttemptAt: null };
  }
  if (state !== 'waiting') return tried;
  const nextMs = nowMs + webhookPauseMs(tries + 1, random, retryAfter);
  if (error.retryable && nextMs - since <= DAY_MS) return { ...tried, nextAttemptAt: new Date(nextMs).toISOString() };
  return { ...tried, body, state: 'given-up', nextAttemptAt: null };
}

/** An event is retried for so long. */
const DAY_MS = 24 * 3600 * 1000;
const FIRST_PAUSE_SECONDS = 2;
const LONGEST_PAUSE_SECONDS = 3600;
/** Receivers that went down together should not be asked again in the same second. */
const SPREAD = 0.2;

/**
 * Milliseconds until the next attempt: 2 s, 4 s, 8 s … up to an hour, which is some 35 attempts in a day, and up to a fifth
 * more at random; never less than the receiver asked for, if that is no more than an hour.
 *
 * @param attempt the one that failed, from 1
 * @param random 0 to 1
 * @param retryAfter seconds that the receiver asked for
 */
export function webhookPauseMs(attempt: number, random: number, retryAfter: number | null): number {
  const own = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempt - 1)) * (1 + SPREAD * random);
  return Math.round(1000 * Math.max(own, Math.min(LONGEST_PAUSE_SECONDS, retryAfter ?? 0)));
}
