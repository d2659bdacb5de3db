import type { Client } from '@temporalio/client';
import pLimit from 'p-limit';
import type { VideoId } from '../../core/index.ts';
import { type JobLook, lookAtJob } from '../../temporal/index.ts';

/** How old an answer may be. */
const FRESH_MS = 500;
/** Questions to Temporal at once, however many jobs are followed. */
const AT_ONCE = 16;

interface Known {
  readonly at: number;
  readonly look: Promise<JobLook>;
}

/** What jobs are doing: each is asked once for all that want to know within half a second. */
export class Looks {
  readonly #client: () => Promise<Client>;
  readonly #known = new Map<VideoId, Known>();
  readonly #limit = pLimit(AT_ONCE);

  constructor(client: () => Promise<Client>) {
    this.#client = client;
  }

  /** @throws FanoutError VIDEO_NOT_FOUND, STACK_UNREACHABLE */
  at(id: VideoId): Promise<JobLook> {
    const known = this.#known.get(id);
    return known && performance.now() - known.at < FRESH_MS ? known.look : this.fresh(id);
  }

  /** As it is now, after something was done to it. */
  fresh(id: VideoId): Promise<JobLook> {
    const at = performance.now();
    this.#forgetBefore(at - FRESH_MS);
    const look = this.#limit(async () => lookAtJob(await this.#client(), id));
    this.#known.delete(id);
    this.#known.set(id, { at, look });
    look.catch(() => {
      // Trouble is not kept: whoever asks next may have more luck.
      if (this.#known.get(id)?.look === look) this.#known.delete(id);
    });
    return look;
  }

  /** The oldest are the first. */
  #forgetBefore(moment: number): void {
    for (const [id, { at }] of this.#known) {
      if (at >= moment) return;
      this.#known.delete(id);
    }
  }
}
