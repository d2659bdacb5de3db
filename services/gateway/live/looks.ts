import type { Client } from '@temporalio/client';
import pLimit from 'p-limit';
import type { VideoId } from '../../core/index.ts';
import { type JobLook, lookAtJob } from '../../temporal/index.ts';

/** How old an answer may be. */
const FRESH_MS = 500;
/** The same of a job that is over: a worker replays its history to answer, and it changes only when somebody changes it. */
const OVER_FRESH_MS = 5_000;
/** Questions to Temporal at once, however many jobs are followed. */
const AT_ONCE = 16;

interface Known {
  /** Until when it may be answered, by the clock of `performance`. */
  until: number;
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
    return known && performance.now() < known.until ? known.look : this.fresh(id);
  }

  /** As it is now, after something was done to it. */
  fresh(id: VideoId): Promise<JobLook> {
    const at = performance.now();
    this.#forgetOld(at);
    const look = this.#limit(async () => lookAtJob(await this.#client(), id));
    const known: Known = { until: at + FRESH_MS, look };
    this.#known.delete(id);
    this.#known.set(id, known);
    look.then(
      ({ isOver }) => {
        if (isOver) known.until = at + OVER_FRESH_MS;
      },
      () => {
        // Trouble is not kept: whoever asks next may have more luck.
        if (this.#known.get(id) === known) this.#known.delete(id);
      },
    );
    return look;
  }

  /** The first are those that were asked for the longest time ago. */
  #forgetOld(now: number): void {
    for (const [id, { until }] of this.#known) {
      if (now < until) return;
      this.#known.delete(id);
    }
  }
}
