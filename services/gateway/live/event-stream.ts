import { Readable } from 'node:stream';
import type { FeedReader, View } from './feed.ts';

/** Bytes that wait for a reader who does not read: whoever has more than this is let go. */
const MOST_WAITING = 1024 * 1024;
/** Proxies close connections on which nothing comes for a minute, and sooner. */
const BEAT_MS = 15_000;
/** What the browser waits before it asks again. */
const RETRY_MS = 1_000;

/** The body of an answer that goes on for as long as there are events. */
export class EventStream extends Readable implements FeedReader {
  readonly view: View;
  readonly #beating: NodeJS.Timeout;

  /** @param mayGoOn asked at each beat: a key may have ended since */
  constructor(view: View, mayGoOn: () => Promise<boolean>) {
    super({ encoding: 'utf8' });
    this.view = view;
    this.write(`retry: ${RETRY_MS}\n\n`);
    this.#beating = setInterval(() => {
      this.write(':\n\n');
      mayGoOn().then((may) => may || this.end());
    }, BEAT_MS);
  }

  override _read(): void {
    // What there is was pushed already.
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.#beating);
    done(error);
  }

  write(text: string): void {
    if (this.destroyed || this.readableEnded) return;
    if (this.readableLength + text.length > MOST_WAITING) {
      this.destroy();
      return;
    }
    this.push(text);
  }

  end(): void {
    clearInterval(this.#beating);
    if (!this.destroyed) this.push(null);
  }
}
