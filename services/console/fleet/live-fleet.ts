import { signal } from '@preact/signals';
import type { AnswerOf, FanoutClient } from '../../client/index.ts';
import { type Trouble, troubleOf } from '../ui/trouble.ts';

type Fleet = AnswerOf<'getFleet'>;
type Point = AnswerOf<'fleetHistory'>['points'][number];

/** An hour of points ten seconds apart. */
const KEPT = 360;
const APART_MS = 10_000;

/** Queues and workers as they go on, and the last hour of the queues. */
export class LiveFleet {
  readonly #client: FanoutClient;
  readonly fleet = signal<Fleet | null>(null);
  /** The oldest first. */
  readonly points = signal<readonly Point[]>([]);
  readonly isOpen = signal(true);
  readonly trouble = signal<Trouble | null>(null);

  constructor(client: FanoutClient) {
    this.#client = client;
  }

  /** @returns ends it */
  start(): () => void {
    const following = new AbortController();
    void this.#follow(following.signal);
    return () => following.abort();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const onConnection = (isOpen: boolean) => {
      this.isOpen.value = isOpen;
    };
    try {
      this.points.value = (await this.#client.call('fleetHistory', {}, { signal })).points;
      for await (const { data } of this.#client.events('fleetEvents', {}, { signal, onConnection })) {
        if (signal.aborted) return;
        this.fleet.value = data;
        this.#note(data);
      }
    } catch (error) {
      if (!signal.aborted) this.trouble.value = troubleOf(error);
    }
  }

  #note({ at, queues }: Fleet): void {
    const last = this.points.peek().at(-1);
    if (last && Date.parse(at) - Date.parse(last.at) < APART_MS) return;
    this.points.value = [...this.points.peek().slice(1 - KEPT), { at, queues }];
  }
}
