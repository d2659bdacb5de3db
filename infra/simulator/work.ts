import { makeGrid, planChunks, rational, VITAL } from '../../services/core/index.ts';
import type { Assumptions } from './assumptions.ts';

/** A video that is submitted. */
export interface Job {
  readonly arrivesAt: number;
  /** 1 goes first, 5 last. */
  readonly priority: number;
  /** Length of the video, in minutes. */
  readonly minutes: number;
  /** Its first chunk kills every worker that takes it. */
  readonly poisoned?: boolean;
}

/** A chunk: what one slot has at a time. */
export interface Piece {
  readonly job: Job;
  /** What a slot needs for it, in seconds. */
  readonly seconds: number;
  readonly poisoned: boolean;
  /** Attempts that count: workers that died under it. */
  spent: number;
  startedAt: number | null;
  endedAt: number | null;
  end: 'done' | 'failed' | 'cancelled' | null;
}

const RATE = rational(24);
/** As a profile has it that says nothing else (services/core/spec/job-spec.ts). */
const SEGMENT_SECONDS = 6;

/** The chunks of a job's one lane, by the plan that is really made. Time in a slot is in proportion to the video in them. */
function piecesOf(job: Job, slots: number, { instanceSpeed, seamSeconds }: Assumptions): Piece[] {
  const grid = makeGrid(RATE, Math.max(1, Math.round(job.minutes * 60 * RATE.num)), SEGMENT_SECONDS);
  return planChunks(grid).map(({ frames, index }) => ({
    job,
    seconds: (((frames.end - frames.start) / RATE.num + seamSeconds) * slots) / instanceSpeed,
    poisoned: job.poisoned === true && index === 0,
    spent: 0,
    startedAt: null,
    endedAt: null,
    end: null,
  }));
}

/**
 * What waits, as Temporal hands it out: the best priority first, within one the oldest (docs/fairness.md; turns of tenants change
 * who waits, and not how long all do). What was cancelled stays in line until somebody comes to it.
 */
export class Queue {
  readonly #lines = new Map<number, { piece: Piece; since: number }[]>(
    [1, 2, 3, 4, 5].map((priority) => [priority, []]),
  );
  readonly #heads = new Map<number, number>();
  /** Not in line yet, or again: their last worker has died, and that is still to be noticed. */
  readonly #later: { piece: Piece; at: number }[] = [];
  #waiting = 0;

  get waiting(): number {
    return this.#waiting;
  }

  /** Nothing waits, and nothing will wait again. */
  get empty(): boolean {
    return this.#waiting === 0 && this.#later.length === 0;
  }

  add(piece: Piece, now: number): void {
    this.#lines.get(piece.job.priority)?.push({ piece, since: now });
    this.#waiting++;
  }

  addLater(piece: Piece, at: number): void {
    this.#later.push({ piece, at });
  }

  tick(now: number): void {
    for (let i = this.#later.length - 1; i >= 0; i--) {
      const entry = this.#later[i];
      if (!entry || entry.at > now) continue;
      this.#later.splice(i, 1);
      if (entry.piece.end === null) this.add(entry.piece, now);
    }
  }

  /** The next that is still wanted. */
  take(): Piece | null {
    for (const [priority, line] of this.#lines) {
      for (let head = this.#heads.get(priority) ?? 0; head < line.length; ) {
        const entry = line[head++];
        this.#heads.set(priority, head);
        this.#waiting--;
        if (entry?.piece.end === null) return entry.piece;
      }
    }
    return null;
  }

  /** How long the oldest has waited, in seconds. */
  age(now: number): number {
    const since = [...this.#lines].map(([priority, line]) => line[this.#heads.get(priority) ?? 0]?.since ?? now);
    return now - Math.min(...since);
  }
}

/** All work of a run, with what became of it. */
export class Work {
  readonly queue = new Queue();
  readonly pieces: Piece[] = [];
  readonly #ofJob = new Map<Job, Piece[]>();
  /** Jobs to come, the next one last. */
  readonly #coming: Job[];
  readonly #slots: number;
  readonly #assumptions: Assumptions;
  #open = 0;

  constructor(jobs: readonly Job[], slots: number, assumptions: Assumptions) {
    this.#coming = jobs.toSorted((a, b) => b.arrivesAt - a.arrivesAt);
    this.#slots = slots;
    this.#assumptions = assumptions;
  }

  get finished(): boolean {
    return this.#coming.length === 0 && this.#open === 0;
  }

  tick(now: number): void {
    for (let next = this.#coming.at(-1); next && next.arrivesAt <= now; next = this.#coming.at(-1)) {
      this.#coming.pop();
      const pieces = piecesOf(next, this.#slots, this.#assumptions);
      this.#ofJob.set(next, pieces);
      this.pieces.push(...pieces);
      this.#open += pieces.length;
      for (const piece of pieces) this.queue.add(piece, now);
    }
    this.queue.tick(now);
  }

  /** @throws Error for work that has ended before: nothing is done twice */
  end(piece: Piece, end: 'done' | 'failed' | 'cancelled', now: number): void {
    if (piece.end !== null) throw new Error(`A piece of work that is ${piece.end} ended again: ${end}`);
    piece.end = end;
    piece.endedAt = now;
    this.#open--;
    if (end !== 'failed') return;
    // One failure is the job's: the rest of it would be thrown away.
    for (const other of this.#ofJob.get(piece.job) ?? []) if (other.end === null) this.end(other, 'cancelled', now);
  }

  /** Its worker died under it: it is begun again elsewhere, and fails after as many attempts as any work has (core's `VITAL`). */
  lost(piece: Piece, now: number): void {
    if (piece.end !== null) return;
    piece.spent++;
    if (piece.spent >= VITAL.attempts) {
      this.end(piece, 'failed', now);
      return;
    }
    const backoff = Math.min(VITAL.longestDelayMs, VITAL.delayMs * 2 ** (piece.spent - 1)) / 1000;
    this.queue.addLater(piece, now + this.#assumptions.heartbeatTimeoutSeconds + backoff);
  }
}
