import { effect, signal } from '@preact/signals';
import { type Trouble, troubleOf } from '../../ui/trouble.ts';
import type { PageState } from '../page-state.ts';
import { type RateSeries, rateSeries } from './segment-rates.ts';

/** Milliseconds from one look to the next, while a job runs. */
const PAUSE_MS = 5_000;

/** The bit rates of a job's renditions, segment by segment. */
export class SegmentSource {
  readonly series = signal<readonly RateSeries[]>([]);
  readonly refusal = signal<Trouble | null>(null);
  readonly #page: PageState;

  constructor(page: PageState) {
    this.#page = page;
  }

  /** Looks whenever there is more, but not all the time. @returns ends it */
  start(): () => void {
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = '';
    const stop = effect(() => {
      const job = this.#page.followed.job.value;
      if (!job || job.hls === null) return;
      const names = job.renditions.map(({ name }) => name);
      const now = `${job.state} ${job.progress.chunksDone} ${names} ${job.revision?.state}`;
      if (now === asked) return;
      const pause = asked === '' ? 0 : PAUSE_MS;
      asked = now;
      timer ??= setTimeout(() => {
        timer = undefined;
        void this.#look(names, ending.signal);
      }, pause);
    });
    return () => {
      clearTimeout(timer);
      ending.abort();
      stop();
    };
  }

  async #look(names: readonly string[], signal: AbortSignal): Promise<void> {
    const params = { id: this.#page.id };
    const ask = async (rendition: string) =>
      rateSeries(await this.#page.client.call('segments', { params, query: { rendition } }, { signal }));
    try {
      this.series.value = await Promise.all(names.map(ask));
      this.refusal.value = null;
    } catch (error) {
      if (signal.aborted) return;
      this.refusal.value = troubleOf(error);
    }
  }
}
