import {
  decideTasks,
  NOTHING_SEEN,
  type QueueObservation,
  type ScalingState,
  workPerTask,
} from '../../services/core/index.ts';
import type { Assumptions } from './assumptions.ts';
import type { ScalerSettings } from './deployment.ts';
import type { Task } from './fleet.ts';
import type { Queue } from './work.ts';

interface Beat {
  readonly at: number;
  readonly inFlight: number;
  readonly takesWork: boolean;
}

/** What Temporal knows of a queue and its workers, as late as it knows it (decision 12, "figures are late"). */
export class LateFigures {
  readonly #assumptions: Assumptions;
  readonly #beats = new Map<Task, Beat>();
  #backlog = 0;
  #ageSeconds = 0;

  constructor(assumptions: Assumptions) {
    this.#assumptions = assumptions;
  }

  tick(now: number, queue: Queue, tasks: readonly Task[]): void {
    const { backlogEverySeconds, beatEverySeconds, beatCountsSeconds } = this.#assumptions;
    if (now % backlogEverySeconds === 0) {
      this.#backlog = queue.waiting;
      this.#ageSeconds = queue.waiting > 0 ? queue.age(now) : 0;
    }
    for (const task of tasks) {
      const last = this.#beats.get(task);
      const takesWork = task.state === 'running';
      if (!takesWork && task.state !== 'draining') continue;
      // It says at once that it comes, when it has nothing in hand yet, and that it goes; all else when it is time.
      if (!last) this.#beats.set(task, { at: now, inFlight: 0, takesWork });
      else if (last.takesWork !== takesWork || now >= last.at + beatEverySeconds)
        this.#beats.set(task, { at: now, inFlight: task.hand.length, takesWork });
    }
    for (const [task, { at }] of this.#beats) if (now > at + beatCountsSeconds) this.#beats.delete(task);
  }

  get seen(): QueueObservation {
    const working = [...this.#beats.values()].filter(({ takesWork }) => takesWork);
    return {
      backlog: this.#backlog,
      ageSeconds: this.#ageSeconds,
      inFlight: working.reduce((sum, { inFlight }) => sum + inFlight, 0),
      tasks: working.length,
      busy: working.filter(({ inFlight }) => inFlight > 0).length,
    };
  }
}

/** The scaler, as it is deployed (decision 15): looks, decides, and publishes. */
export class Scaler {
  readonly #settings: ScalerSettings;
  readonly #per: 'ordered' | 'running';
  #state: ScalingState = NOTHING_SEEN;

  /** @param per by which tasks the work is divided */
  constructor(settings: ScalerSettings, per: 'ordered' | 'running') {
    this.#settings = settings;
    this.#per = per;
  }

  /** @returns what it publishes; nothing where nothing could be seen */
  look(now: number, seen: QueueObservation | null, ordered: number): Readonly<Record<string, number>> {
    const { state, desired } = decideTasks(this.#state, seen && { ...seen, tasks: ordered }, this.#settings, now);
    this.#state = state;
    if (seen === null || desired === null) return {};
    const tasks = this.#per === 'ordered' ? ordered : seen.tasks;
    return { Backlog: seen.backlog, WorkPerTask: workPerTask({ ...seen, tasks }), MissingTasks: desired - ordered };
  }
}
