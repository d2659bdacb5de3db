import { randomBytes } from 'node:crypto';
import type { FeedEvent, View } from './feed.ts';

/** An event as it goes over the line: written once for all readers of a view. */
export class SentEvent {
  readonly #event: FeedEvent;
  readonly #id: string | null;
  readonly #texts = new Map<View, string>();

  constructor(event: FeedEvent, id: string | null) {
    this.#event = event;
    this.#id = id;
  }

  text(view: View): string {
    const known = this.#texts.get(view);
    if (known !== undefined) return known;
    // JSON has no line ends of its own, so that a line is all of it.
    const data = `event: ${this.#event.name}\ndata: ${JSON.stringify(this.#event.data(view))}\n\n`;
    const text = this.#id === null ? data : `id: ${this.#id}\n${data}`;
    this.#texts.set(view, text);
    return text;
  }
}

/** Who was away for longer gets all of it. */
const MOST_EVENTS = 64;

/** The last events of a feed, for readers whose connection was lost. */
export class History {
  /** Tells the ids of this gateway's start from those of another. */
  readonly #epoch = randomBytes(6).toString('base64url').replaceAll('-', '_');
  readonly #events: SentEvent[] = [];
  #last = 0;

  add(event: FeedEvent): SentEvent {
    this.#last++;
    const sent = new SentEvent(event, this.#id(this.#last));
    this.#events.push(sent);
    if (this.#events.length > MOST_EVENTS) this.#events.shift();
    return sent;
  }

  /** Events of what is: whoever has the last of them has all up to now. */
  now(events: readonly FeedEvent[]): readonly SentEvent[] {
    return events.map((event, i) => new SentEvent(event, i === events.length - 1 ? this.#id(this.#last) : null));
  }

  /** What came after an event; `null` where that is not known any more, or never was. */
  after(id: string | undefined): readonly SentEvent[] | null {
    const [epoch, text = ''] = id?.split('-') ?? [];
    if (epoch !== this.#epoch || !/^\d{1,15}$/.test(text)) return null;
    const missed = this.#last - Number(text);
    if (missed < 0 || missed > this.#events.length) return null;
    return missed === 0 ? [] : this.#events.slice(-missed);
  }

  #id(n: number): string {
    return `${this.#epoch}-${n}`;
  }
}
