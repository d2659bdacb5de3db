import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { AnswerOf, FanoutClient, RequestOf } from '../../client/index.ts';
import type { PricedRegion } from '../../core/cost/index.ts';
import { type Trouble, troubleOf } from '../ui/trouble.ts';
import type { Wished } from './wish.ts';

export type Estimate = AnswerOf<'estimate'>;
type Source = RequestOf<'submitJob'>['body']['source'];

/** Whoever chooses has not finished sooner. */
const CHOOSING_MS = 500;

/** What a job would take, asked for again whenever something else is chosen. */
export class Estimates {
  readonly #client: FanoutClient;
  readonly #end: () => void;
  #asking: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly estimate = signal<Estimate | null>(null);
  readonly trouble = signal<Trouble | null>(null);
  readonly isAsking = signal(false);
  /** Whose prices on AWS are told. */
  readonly region = signal<PricedRegion>('us-east-1');

  constructor(client: FanoutClient, source: ReadonlySignal<Source | null>, wished: ReadonlySignal<Wished>) {
    this.#client = client;
    this.#end = effect(() => {
      const [from, { request }, region] = [source.value, wished.value, this.region.value];
      clearTimeout(this.#timer);
      this.#asking?.abort();
      if (from === null || request === null) {
        this.estimate.value = null;
        this.isAsking.value = false;
        return;
      }
      // What is shown until then is of something else.
      this.isAsking.value = true;
      this.#timer = setTimeout(() => void this.#ask(from, request, region), CHOOSING_MS);
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#end();
  }

  async #ask(source: Source, wished: NonNullable<Wished['request']>, region: PricedRegion): Promise<void> {
    const { tenant: _, ...request } = wished;
    const asking = new AbortController();
    this.#asking = asking;
    this.isAsking.value = true;
    try {
      const body = { ...request, source, region };
      const estimate = await this.#client.call('estimate', { body }, { signal: asking.signal });
      // Something else may have been chosen meanwhile.
      if (asking.signal.aborted) return;
      this.estimate.value = estimate;
      this.trouble.value = null;
    } catch (error) {
      if (asking.signal.aborted) return;
      this.estimate.value = null;
      this.trouble.value = troubleOf(error);
    } finally {
      if (this.#asking === asking) this.isAsking.value = false;
    }
  }
}
