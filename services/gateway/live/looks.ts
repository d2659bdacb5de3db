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

/** The last question about a job. */
interface Question {
  readonly at: number;
  readonly look: Promise<JobLook>;
  /** Its answer; until that is there, the one before, if that may be given still. */
  seen: Seen | null;
}

/** What jobs are doing: each is asked once for all that want to know within half a second. */
export class Looks {
  readonly #ask: (id: VideoId) => Promise<JobLook>;
  readonly #clock: () => number;
  readonly #questions = new Map<VideoId, Question>();
  readonly #limit = pLimit(AT_ONCE);

  /** @param clock milliseconds */
  constructor(ask: (id: VideoId) => Promise<JobLook>, clock = () => performance.now()) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /**
   * At once where something is known: what is a second and a half old at most, while Temporal is asked again behind it.
   * @throws FanoutError VIDEO_NOT_FOUND, STACK_UNREACHABLE
   */
  at(id: VideoId): Promise<JobLook> {
    const seen = this.#questions.get(id)?.seen;
    const late = seen ? this.#age(seen.at) - seen.freshMs : Number.POSITIVE_INFINITY;
    if (!seen || late >= LATE_MS) return this.next(id);
    // Trouble with it is told to whoever asks next.
    if (late >= AGAIN_MS) this.next(id).catch(() => undefined);
    return Promise.resolve(seen.look);
  }

  /** Half a second old at most. @throws FanoutError as {@link at} */
  next(id: VideoId): Promise<JobLook> {
    const question = this.#questions.get(id);
    const isFresh = question && this.#age(question.at) < (question.seen?.freshMs ?? FRESH_MS);
    return isFresh ? question.look : this.#question(id, question?.seen ?? null);
  }

  /** As it is now, after something was done to it. @throws FanoutError as {@link at} */
  fresh(id: VideoId): Promise<JobLook> {
    return this.#question(id, null);
  }

  /** After it was removed. */
  forget(id: VideoId): void {
    this.#questions.delete(id);
  }

  #question(id: VideoId, seen: Seen | null): Promise<JobLook> {
    const at = this.#clock();
    this.#forgetOld();
    const look = this.#limit(() => this.#ask(id));
    const question: Question = { at, look, seen };
    this.#questions.delete(id);
    this.#questions.set(id, question);
    look.then(
      (found) => {
        question.seen = { look: found, at, freshMs: found.isOver ? OVER_FRESH_MS : FRESH_MS };
      },
      () => {
        // Trouble is not kept: whoever asks next may have more luck.
        if (this.#questions.get(id) === question) this.#questions.delete(id);
      },
    );
    return look;
  }

  #age(at: number): number {
    return this.#clock() - at;
  }

  /** The first are those that were asked about the longest time ago. */
  #forgetOld(): void {
    for (const [id, { at, seen }] of this.#questions) {
      if (this.#age(at) < (seen?.freshMs ?? FRESH_MS) + LATE_MS) return;
      this.#questions.delete(id);
    }
  }
}
