import pLimit from 'p-limit';
import type { VideoId } from '../../core/index.ts';
import type { JobLook } from '../../temporal/index.ts';

/** How old an answer may be before Temporal is asked again. */
const FRESH_MS = 500;
/** The same of a job that is over: a worker replays its history to answer, and it changes only when somebody changes it. */
const OVER_FRESH_MS = 5_000;
/** How much older an answer may be before somebody who wants one at once has Temporal asked again … */
const AGAIN_MS = 500;
/** … and that is given while a newer one is on its way. */
const LATE_MS = 1_000;
/** Questions to Temporal at once, however many jobs are followed. */
const AT_ONCE = 16;

interface Seen {
  readonly look: JobLook;
  /** When it was asked for. */
  readonly at: number;
  /** For how long it need not be asked for again. */
  readonly freshMs: number;
}

/** What is known of a job since something was last done to it here. */
interface Known {
  seen: Seen | null;
  /** The question that is under way. */
  asking: Promise<JobLook> | null;
}

/** What jobs are doing: each is asked once for all that want to know within half a second. */
export class Looks {
  readonly #ask: (id: VideoId) => Promise<JobLook>;
  readonly #clock: () => number;
  readonly #known = new Map<VideoId, Known>();
  readonly #limit = pLimit(AT_ONCE);

  /** @param clock milliseconds */
  constructor(ask: (id: VideoId) => Promise<JobLook>, clock = () => performance.now()) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /**
   * At once where something is known: what is a second and a half old at most, or six seconds of a job that is over, while
   * Temporal is asked again behind it.
   * @throws FanoutError VIDEO_NOT_FOUND, STACK_UNREACHABLE
   */
  at(id: VideoId): Promise<JobLook> {
    const seen = this.#known.get(id)?.seen;
    const late = seen ? this.#lateness(seen) : LATE_MS;
    if (!seen || late >= LATE_MS) return this.next(id);
    // Trouble is not kept: whoever asks next has it asked again.
    if (late >= AGAIN_MS) this.next(id).catch(() => undefined);
    return Promise.resolve(seen.look);
  }

  /**
   * What was asked for within half a second, or five of a job that is over; or what is being asked for.
   * @throws FanoutError as {@link at}
   */
  next(id: VideoId): Promise<JobLook> {
    const known = this.#known.get(id) ?? { seen: null, asking: null };
    if (known.seen && this.#lateness(known.seen) < 0) return Promise.resolve(known.seen.look);
    return known.asking ?? this.#question(id, known);
  }

  /** As it is now, after something was done to it. @throws FanoutError as {@link at} */
  fresh(id: VideoId): Promise<JobLook> {
    return this.#question(id, { seen: null, asking: null });
  }

  /** After it was removed. */
  forget(id: VideoId): void {
    this.#known.delete(id);
  }

  #question(id: VideoId, known: Known): Promise<JobLook> {
    this.#forgetOld();
    const at = this.#clock();
    const asking = this.#limit(() => this.#ask(id));
    known.asking = asking;
    // Last in the order of the map.
    this.#known.delete(id);
    this.#known.set(id, known);
    asking.then(
      (look) => {
        known.seen = { look, at, freshMs: look.isOver ? OVER_FRESH_MS : FRESH_MS };
        known.asking = null;
      },
      () => {
        if (this.#known.get(id) === known) this.#known.delete(id);
      },
    );
    return asking;
  }

  /** Milliseconds since it should have been asked for again; negative before. */
  #lateness({ at, freshMs }: Seen): number {
    return this.#clock() - at - freshMs;
  }

  /** The first are those that were asked about the longest time ago. */
  #forgetOld(): void {
    for (const [id, { seen, asking }] of this.#known) {
      if (asking) continue;
      if (seen && this.#lateness(seen) < LATE_MS) return;
      this.#known.delete(id);
    }
  }
}
