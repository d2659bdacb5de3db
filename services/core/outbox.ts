import { FanoutError } from './errors.ts';
import {
  isLastEvent,
  type KeptDelivery,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookEvent,
  type WebhookOutbox,
} from './webhook.ts';
import { againFrom, attempted, dropped, newDelivery, shownDelivery } from './webhook-delivery.ts';

/** The events of one job, in order, and what became of each. */
export class Outbox {
  readonly #kept: WebhookOutbox;
  #deliveries: readonly KeptDelivery[];

  constructor(kept: WebhookOutbox) {
    this.#kept = kept;
    this.#deliveries = kept.deliveries;
  }

  /** The first event that waits; another object when anything about it has changed; `null` when there is none. */
  get next(): KeptDelivery | null {
    return this.#deliveries.find(({ state }) => state === 'waiting') ?? null;
  }

  /** Everything is dealt with, and no more is to come. */
  get isDone(): boolean {
    return this.next === null && this.#deliveries.some(({ type }) => isLastEvent(type));
  }

  /** All of it, to go on from. */
  get kept(): WebhookOutbox {
    return { ...this.#kept, deliveries: this.#deliveries };
  }

  shown(): WebhookDelivery[] {
    return this.#deliveries.map(shownDelivery);
  }

  /** Takes an event, once. Progress before it that still waits is of no interest any more. */
  add(event: WebhookEvent): void {
    if (this.#deliveries.some(({ id }) => id === event.id)) return;
    const isStale = ({ type, state }: KeptDelivery) => type === 'job.progress' && state === 'waiting';
    this.#deliveries = [...this.#deliveries.map((d) => (isStale(d) ? dropped(d) : d)), newDelivery(event)];
  }

  /** Takes down what an attempt at an event came to. */
  attempted(id: string, attempt: WebhookAttempt, nowMs: number, random: number): void {
    this.#deliveries = this.#deliveries.map((d) => (d.id === id ? attempted(d, attempt, nowMs, random) : d));
  }

  /** @throws FanoutError WEBHOOK_EVENT_NOT_FOUND for an id of no event, or of one that is not kept to be sent again */
  checkAgain(ids: readonly string[]): void {
    for (const id of ids) {
      const found = this.#deliveries.find((delivery) => delivery.id === id);
      if (!found) throw new FanoutError('WEBHOOK_EVENT_NOT_FOUND', `There is no event "${id}" of this job.`);
      if (found.body === null) {
        throw new FanoutError('WEBHOOK_EVENT_NOT_FOUND', `"${id}" tells of progress, which is not sent a second time.`);
      }
    }
  }

  /** Has events wait once more. */
  again(ids: readonly string[], nowMs: number): void {
    this.#deliveries = this.#deliveries.map((d) => (ids.includes(d.id) ? againFrom(d, nowMs) : d));
  }
}
