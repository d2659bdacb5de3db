import type { Logger } from 'pino';
import { Feed, type FeedSource } from './feed.ts';

/** A reader whose connection was lost comes back within this, and is told what it missed. */
const KEPT_IDLE_MS = 60_000;
const SWEEP_MS = 15_000;

/** The feeds that are followed, by what they are of. */
export class Hub {
  readonly #feeds = new Map<string, Feed<unknown>>();
  readonly #logger: Logger;
  readonly #sweeping: NodeJS.Timeout;

  constructor(logger: Logger) {
    this.#logger = logger;
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  /** @throws what stands in the way of the first reading */
  async follow(key: string, source: FeedSource<unknown>): Promise<Feed<unknown>> {
    let feed = this.#feeds.get(key);
    if (!feed) {
      feed = new Feed(source, ({ code, message }) => this.#logger.warn({ code, feed: key }, message));
      this.#feeds.set(key, feed);
    }
    try {
      await feed.ready();
      return feed;
    } catch (error) {
      // Names of things that are not there must not fill the memory.
      if (feed.isIdle) this.#feeds.delete(key);
      throw error;
    }
  }

  close(): void {
    clearInterval(this.#sweeping);
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  #sweep(): void {
    for (const [key, feed] of this.#feeds) {
      if (feed.isIdle && performance.now() - feed.idleSince > KEPT_IDLE_MS) this.#feeds.delete(key);
    }
  }
}
