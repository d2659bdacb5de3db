import { effect, signal } from '@preact/signals';
import type { Playback } from '../../../api/index.ts';
import { type Trouble, troubleOf } from '../../ui/trouble.ts';
import type { PageState } from '../page-state.ts';

/** The addresses that play a job, once there are any. */
export class PlaybackSource {
  readonly addresses = signal<Playback | null>(null);
  readonly refusal = signal<Trouble | null>(null);
  readonly #page: PageState;

  constructor(page: PageState) {
    this.#page = page;
  }

  /** Asks as soon as something can be played, and again when all is there: posters and storyboards come last. */
  start(): () => void {
    let asked: string | null = null;
    return effect(() => {
      const job = this.#page.followed.job.value;
      if (!job || job.hls === null) return;
      const now = `${job.state === 'completed'} ${job.dash} ${job.files.length}`;
      if (asked === now) return;
      asked = now;
      void this.ask();
    });
  }

  async ask(): Promise<void> {
    try {
      this.addresses.value = await this.#page.client.call('playback', { params: { id: this.#page.id }, body: {} });
      this.refusal.value = null;
    } catch (error) {
      this.refusal.value = troubleOf(error);
    }
  }
}
