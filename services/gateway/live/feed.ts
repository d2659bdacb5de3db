import type { FanoutError } from '../../core/index.ts';
import { requestError } from '../problem.ts';
import { History, type SentEvent } from './history.ts';

/** Who reads: keys of one tenant are not told what is the operator's. */
export type View = 'operator' | 'tenant';

export interface FeedEvent {
  readonly name: string;
  readonly data: (view: View) => unknown;
}

/** Where events come from: a state that is read again and again, and what its changes are called. */
export interface FeedSource<State> {
  /** From one reading to the next. */
  readonly everyMs: number;
  /** @throws whatever stands in the way; VIDEO_NOT_FOUND and JOB_FINISHED are final */
  read(): Promise<State>;
  /** All of it, for a reader who knows nothing. */
  whole(state: State): readonly FeedEvent[];
  changes(before: State, after: State): readonly FeedEvent[];
  /** Nothing will change any more: an event named `end` was among the last ones. */
  isOver(state: State): boolean;
}

export interface FeedReader {
  readonly view: View;
  /** The text of one or more events. */
  write(text: string): void;
  /** Nothing more will come. */
  end(): void;
}

/** A reading that fails is tried again after a pause that grows up to this. */
const LONGEST_PAUSE_MS = 5_000;

/** One state that any number of readers follow, and that is read once for all of them. */
export class Feed<State> {
  readonly #source: FeedSource<State>;
  readonly #history = new History();
  readonly #readers = new Set<FeedReader>();
  readonly #onTrouble: (trouble: FanoutError) => void;
  #state: State | null = null;
  #reading: Promise<State> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failures = 0;
  /** Since when nobody reads, by the clock of `performance`. */
  idleSince = performance.now();

  constructor(source: FeedSource<State>, onTrouble: (trouble: FanoutError) => void) {
    this.#source = source;
    this.#onTrouble = onTrouble;
  }

  get isIdle(): boolean {
    return this.#readers.size === 0;
  }

  /** The state that new readers begin with. @throws what stands in the way of the first reading */
  async ready(): Promise<void> {
    if (this.#state === null || this.#timer === null) await this.#read();
  }

  /**
   * Sends a reader what is, or what came after the event that it had last, and then whatever changes.
   * @returns ends it
   */
  add(reader: FeedReader, lastEventId: string | undefined): () => void {
    if (this.#state === null) throw new Error('A feed is read before it is ready.');
    const missed = this.#history.after(lastEventId);
    const events = missed ?? this.#history.now(this.#source.whole(this.#state));
    if (events.length > 0) reader.write(textOf(events, reader.view));
    if (this.#source.isOver(this.#state)) {
      reader.end();
      return () => {};
    }
    this.#readers.add(reader);
    this.#schedule();
    return () => {
      this.#readers.delete(reader);
      if (this.isIdle) this.#rest();
    };
  }

  close(): void {
    this.#rest();
    this.#endAll();
  }

  #rest(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.idleSince = performance.now();
  }

  #schedule(): void {
    if (this.#timer || this.isIdle) return;
    const pause = Math.min(LONGEST_PAUSE_MS, this.#source.everyMs * 2 ** Math.min(10, this.#failures));
    const timer = setTimeout(() => {
      this.#tick().finally(() => {
        // Readers may have gone and come back meanwhile: then there is another one.
        if (this.#timer !== timer) return;
        this.#timer = null;
        this.#schedule();
      });
    }, pause);
    this.#timer = timer;
  }

  async #tick(): Promise<void> {
    try {
      const state = await this.#read();
      this.#failures = 0;
      if (this.#source.isOver(state)) this.#endAll();
    } catch (thrown) {
      const trouble = requestError(thrown);
      if (this.#failures++ === 0) this.#onTrouble(trouble);
      // Whoever asks again is told.
      if (trouble.code === 'VIDEO_NOT_FOUND') this.#endAll();
    }
  }

  #read(): Promise<State> {
    this.#reading ??= this.#source
      .read()
      .then((state) => this.#take(state))
      .finally(() => {
        this.#reading = null;
      });
    return this.#reading;
  }

  #take(state: State): State {
    const before = this.#state;
    this.#state = state;
    if (before === null) return state;
    const events = this.#source.changes(before, state).map((event) => this.#history.add(event));
    if (events.length === 0) return state;
    for (const reader of this.#readers) reader.write(textOf(events, reader.view));
    return state;
  }

  #endAll(): void {
    const readers = [...this.#readers];
    this.#readers.clear();
    this.#rest();
    for (const reader of readers) reader.end();
  }
}

function textOf(events: readonly SentEvent[], view: View): string {
  return events.map((event) => event.text(view)).join('');
}
