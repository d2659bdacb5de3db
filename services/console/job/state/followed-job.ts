import { batch, computed, signal } from '@preact/signals';
import type { ShownJob } from '../../../api/index.ts';
import type { FanoutClient } from '../../../client/index.ts';
import { isOver } from '../../../core/index.ts';
import { type Trouble, troubleOf } from '../../ui/trouble.ts';
import { type LogEntry, newsBetween, withNews } from './log.ts';
import { type JobEvent, type JobView, NOTHING_KNOWN, reduceJob } from './view.ts';

/** `over`: everything was told. */
export type Connection = 'connecting' | 'open' | 'lost' | 'over';

/** A job as it goes on, in signals. */
export class FollowedJob {
  readonly #client: FanoutClient;
  readonly #id: string;
  readonly #view = signal<JobView>(NOTHING_KNOWN);
  #following: AbortController | null = null;

  readonly connection = signal<Connection>('connecting');
  readonly log = signal<readonly LogEntry[]>([]);
  /** Why it cannot be followed. */
  readonly refusal = signal<Trouble | null>(null);
  readonly job = computed(() => this.#view.value.job);
  readonly axes = computed(() => this.#view.value.axes);
  readonly cells = computed(() => this.#view.value.cells);

  constructor(client: FanoutClient, id: string) {
    this.#client = client;
    this.#id = id;
  }

  /** @returns ends it */
  start(): () => void {
    void this.#follow();
    return () => this.#following?.abort();
  }

  /** A job as a control has answered it. One that had ended may go on by it. */
  take(job: ShownJob): void {
    this.#apply({ event: 'job', data: job, id: null });
    if (this.connection.value === 'over' && !isOver(job.state)) void this.#follow();
  }

  async #follow(): Promise<void> {
    this.#following?.abort();
    const following = new AbortController();
    this.#following = following;
    this.connection.value = 'connecting';
    const onConnection = (isOpen: boolean) => {
      this.connection.value = isOpen ? 'open' : 'lost';
    };
    try {
      const options = { signal: following.signal, onConnection };
      for await (const event of this.#client.events('jobEvents', { params: { id: this.#id } }, options)) {
        if (following.signal.aborted) return;
        this.#apply(event);
      }
      if (!following.signal.aborted) this.connection.value = 'over';
    } catch (error) {
      if (following.signal.aborted) return;
      this.connection.value = 'over';
      this.refusal.value = troubleOf(error);
    }
  }

  #apply(event: JobEvent): void {
    const before = this.#view.peek();
    const after = reduceJob(before, event);
    batch(() => {
      this.#view.value = after;
      this.log.value = withNews(this.log.peek(), newsBetween(before, after), Date.now());
    });
  }
}
