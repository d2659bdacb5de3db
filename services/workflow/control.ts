import { CancellationScope, ContinueAsNew, condition, defineUpdate, setHandler } from '@temporalio/workflow';
import { FanoutError, PAUSE_UPDATE, PRIORITIES, PRIORITY_UPDATE, RESUME_UPDATE } from '../core/index.ts';
import { toFailure } from '../temporal/failures/index.ts';
import { prioritizeActivities } from './activities.ts';

export const pauseUpdate = defineUpdate<void>(PAUSE_UPDATE);
export const resumeUpdate = defineUpdate<void>(RESUME_UPDATE);
export const priorityUpdate = defineUpdate<void, [number]>(PRIORITY_UPDATE);

/** What of it outlives a run of the workflow. */
export interface ControlState {
  readonly paused: boolean;
  readonly priority: number | null;
}

/** What a user may ask of a job while it runs. What cannot be done is refused before it is in the history. */
export class Control {
  #paused: boolean;
  #priority: number | null;
  #interrupt: () => void = () => {};
  /** Called when the priority is another. */
  onPriority: () => void = () => {};

  constructor(before: ControlState = { paused: false, priority: null }) {
    this.#paused = before.paused;
    this.#priority = before.priority;
    if (before.priority !== null) prioritizeActivities(before.priority);
    setHandler(pauseUpdate, () => this.#pause(), { validator: () => this.#refusePause() });
    setHandler(resumeUpdate, () => this.#resume(), { validator: () => this.#refuseResume() });
    setHandler(priorityUpdate, (key) => this.#prioritize(key), { validator: refusePriority });
  }

  get paused(): boolean {
    return this.#paused;
  }

  get state(): ControlState {
    return { paused: this.#paused, priority: this.#priority };
  }

  /**
   * Runs some work. A pause cancels it, so that the workers are free within seconds; after the resume it runs again, and
   * finds what it had finished. How the cancelled work ended says nothing: a worker that is about to stop ends it with an
   * error of its own.
   */
  async pausable<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      await condition(() => !this.#paused);
      const scope = new CancellationScope();
      let interrupted = false;
      this.#interrupt = () => {
        interrupted = true;
        scope.cancel();
      };
      try {
        return await scope.run(work);
      } catch (error) {
        const cancelled = CancellationScope.current().consideredCancelled;
        if (!interrupted || cancelled || error instanceof ContinueAsNew) throw error;
      } finally {
        this.#interrupt = () => {};
      }
    }
  }

  #pause(): void {
    this.#paused = true;
    this.#interrupt();
  }

  #resume(): void {
    this.#paused = false;
  }

  #prioritize(key: number): void {
    this.#priority = key;
    prioritizeActivities(key);
    this.onPriority();
  }

  #refusePause(): void {
    if (this.#paused) refuse('JOB_PAUSED', 'The job is paused already.');
  }

  #refuseResume(): void {
    if (!this.#paused) refuse('JOB_NOT_PAUSED', 'The job is not paused.');
  }
}

function refusePriority(key: unknown): void {
  const { first, last } = PRIORITIES;
  if (typeof key === 'number' && Number.isInteger(key) && key >= first && key <= last) return;
  refuse('PRIORITY_INVALID', `${JSON.stringify(key)} is no priority.`);
}

function refuse(code: FanoutError['code'], message: string): never {
  throw toFailure(new FanoutError(code, message));
}
