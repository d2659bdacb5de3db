import { Counter, Gauge, Registry } from 'prom-client';
import { QUEUES, type ScaledName, workPerTask } from '../core/index.ts';
import { counted, type ObservedQueue } from './observe.ts';

/** What was seen and decided last, for Prometheus. While nothing can be seen, the figures stay; the time of success tells. */
export class Gauges {
  readonly #registry = new Registry();
  readonly #backlog = this.#gauge('fanout_backlog', 'Pieces of work that no worker has taken.');
  readonly #age = this.#gauge('fanout_backlog_age_seconds', 'How long the oldest of them has waited.');
  readonly #inFlight = this.#gauge('fanout_in_flight', 'Pieces of work that the workers have in hand.');
  readonly #tasks = this.#gauge('fanout_tasks', 'Workers that take work.');
  readonly #ordered = this.#gauge('fanout_ordered_tasks', 'Tasks that the service has been told to run, on AWS.');
  readonly #perTask = this.#gauge('fanout_work_per_task', 'Backlog and work in flight for each worker.');
  readonly #recommended = this.#gauge('fanout_recommended_tasks', 'Workers that there should be.');
  readonly #observations = new Counter({
    name: 'fanout_scaler_observations_total',
    help: 'Looks at all queues, by how they ended.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #published = new Counter({
    name: 'fanout_scaler_publications_total',
    help: 'Calls that tell CloudWatch, by how they ended.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #lastSuccess = new Gauge({
    name: 'fanout_scaler_last_success_timestamp_seconds',
    help: 'When all queues were seen last, in seconds since 1970.',
    registers: [this.#registry],
  });

  constructor() {
    // Whoever watches how they grow needs their beginning.
    for (const outcome of ['ok', 'failed']) {
      this.#observations.inc({ outcome }, 0);
      this.#published.inc({ outcome }, 0);
    }
  }

  observed(outcome: 'ok' | 'failed'): void {
    this.#observations.inc({ outcome });
    if (outcome === 'ok') this.#lastSuccess.setToCurrentTime();
  }

  published(outcome: 'ok' | 'failed'): void {
    this.#published.inc({ outcome });
  }

  decided(name: ScaledName, seen: ObservedQueue, recommended: number): void {
    const queue = QUEUES[name];
    this.#backlog.set({ queue }, seen.backlog);
    this.#age.set({ queue }, seen.ageSeconds);
    this.#inFlight.set({ queue }, seen.inFlight);
    this.#tasks.set({ queue }, seen.tasks);
    this.#perTask.set({ queue }, workPerTask(counted(seen)));
    if (seen.service) this.#ordered.set({ queue }, seen.service.ordered);
    this.#recommended.set({ queue }, recommended);
  }

  /** In Prometheus' text format. */
  read(): Promise<string> {
    return this.#registry.metrics();
  }

  #gauge(name: string, help: string): Gauge<'queue'> {
    return new Gauge({ name, help, labelNames: ['queue'], registers: [this.#registry] });
  }
}
