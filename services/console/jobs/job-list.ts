import { batch, computed, signal } from '@preact/signals';
import type { AnswerOf, FanoutClient, RequestOf } from '../../client/index.ts';
import { type Trouble, troubleOf } from '../ui/trouble.ts';
import { joinPages, type ListedJob } from './join-pages.ts';

type Query = NonNullable<RequestOf<'listJobs'>['query']>;
type Page = AnswerOf<'listJobs'>;

/** Jobs of the page that is told live. */
const PAGE = 100;

/** What is to be listed; what is empty does not matter. */
export interface Filter {
  readonly state: Query['state'] | '';
  readonly tenant: string;
  readonly q: string;
}

/** A list of jobs: the newest as they change, and older ones as they are asked for. */
export class JobList {
  readonly #client: FanoutClient;
  readonly #query: Query;
  readonly #newest = signal<Page | null>(null);
  readonly #older = signal<readonly ListedJob[]>([]);
  /** Where what is known ends; `undefined` before anything is. */
  #cursor: string | null | undefined;
  #isAsking = false;
  #following: AbortController | null = null;

  readonly isOpen = signal(true);
  readonly trouble = signal<Trouble | null>(null);
  /** `null` before anything is known. */
  readonly jobs = computed(() => this.#newest.value && joinPages(this.#newest.value.jobs, this.#older.value));

  constructor(client: FanoutClient, { state, tenant, q }: Filter) {
    this.#client = client;
    this.#query = {
      limit: PAGE,
      ...(state === '' ? {} : { state }),
      ...(tenant === '' ? {} : { tenant }),
      ...(q.trim() === '' ? {} : { q: q.trim() }),
    };
  }

  /** @returns ends it */
  start(): () => void {
    const following = new AbortController();
    this.#following = following;
    void this.#follow(following.signal);
    return () => following.abort();
  }

  /** Asks for older ones, if there are any. */
  async more(): Promise<void> {
    if (this.#isAsking || !this.#cursor) return;
    this.#isAsking = true;
    try {
      const page = await this.#client.call('listJobs', { query: { ...this.#query, cursor: this.#cursor } });
      if (this.#following?.signal.aborted) return;
      this.#cursor = page.nextCursor;
      this.#older.value = [...this.#older.value, ...page.jobs];
      this.trouble.value = null;
    } catch (error) {
      this.trouble.value = troubleOf(error);
    } finally {
      this.#isAsking = false;
    }
    // A search may find nothing in a page, and something in the next.
    if (this.#cursor && (this.jobs.peek()?.length ?? 0) === 0) await this.more();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const onConnection = (isOpen: boolean) => {
      this.isOpen.value = isOpen;
    };
    try {
      for await (const { data } of this.#client.events(
        'jobsEvents',
        { query: this.#query },
        { signal, onConnection },
      )) {
        if (signal.aborted) return;
        batch(() => {
          this.#newest.value = data;
          this.trouble.value = null;
        });
        if (this.#cursor === undefined) {
          this.#cursor = data.nextCursor;
          if (data.jobs.length === 0) void this.more();
        }
      }
    } catch (error) {
      if (!signal.aborted) this.trouble.value = troubleOf(error);
    }
  }
}
