import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { asFanoutError, decideTasks, limitsFor, NOTHING_SEEN, QUEUES, type ScalingState } from '../core/index.ts';
import { queueStats } from '../temporal/index.ts';
import type { HealthAnswer } from './health-check.ts';
import type { LocalScaling } from './local-scaling.ts';
import type { LocalWorker } from './local-worker.ts';
import type { Workers } from './workers.ts';

const KINDS = ['transcode', 'metadata'] as const;
type Kind = (typeof KINDS)[number];

const ANSWER_MS = 5_000;

export interface AutoscalerOptions {
  readonly workers: Pick<Workers, 'named' | 'start' | 'end'>;
  readonly scaling: LocalScaling;
  readonly client: Client;
  /** Told of each step, in one line. */
  readonly say: (line: string) => void;
}

/** Worker processes that come when there is work for them, and go when there is none. */
export class Autoscaler {
  readonly #workers: AutoscalerOptions['workers'];
  readonly #scaling: LocalScaling;
  readonly #client: Client;
  readonly #say: AutoscalerOptions['say'];
  readonly #stopping = new AbortController();
  readonly #states = new Map<Kind, ScalingState>();
  readonly #running: Promise<unknown>;

  /** Begins at once. */
  constructor({ workers, scaling, client, say }: AutoscalerOptions) {
    this.#workers = workers;
    this.#scaling = scaling;
    this.#client = client;
    this.#say = say;
    this.#running = Promise.all(KINDS.map((kind) => this.#run(kind)));
  }

  /** Nothing comes or goes any more. Resolves when what was on its way has come, or the workers were told to end. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(kind: Kind): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#adjust(kind).catch((error: unknown) => {
        if (!signal.aborted) this.#say(`There could not be more workers: ${asFanoutError(error).message}`);
      });
      await sleep(this.#scaling.everySeconds * 1000, undefined, { signal }).catch(() => {});
    }
  }

  async #adjust(kind: Kind): Promise<void> {
    const workers = this.#workers.named(kind);
    const [stats, ...healths] = await Promise.all([
      this.#stats(kind),
      ...workers.map((worker) => worker.health()),
    ] as const);
    const inFlight = healths.reduce((sum, health) => sum + (health?.inFlight ?? 0), 0);
    const busy = healths.filter((health) => (health?.inFlight ?? 0) > 0).length;
    const slots = healths.find((health) => typeof health?.slots === 'number')?.slots ?? null;
    const { state, desired, reason } = decideTasks(
      this.#states.get(kind) ?? NOTHING_SEEN,
      stats && { ...stats, inFlight, tasks: workers.length, busy },
      limitsFor(this.#scaling[kind], slots),
      performance.now() / 1000,
    );
    this.#states.set(kind, state);
    if (desired === null || this.#stopping.signal.aborted) return;
    if (desired > workers.length) await this.#add(kind, desired - workers.length, reason);
    // The youngest first.
    const idle = workers.filter((_worker, n) => isIdle(healths[n])).reverse();
    for (const worker of idle.slice(0, Math.max(0, workers.length - desired))) this.#end(kind, worker, reason);
  }

  /** `null` when Temporal does not say. */
  async #stats(kind: Kind) {
    try {
      return await this.#client.withDeadline(Date.now() + ANSWER_MS, () =>
        queueStats(this.#client, QUEUES[kind], 'activity'),
      );
    } catch {
      return null;
    }
  }

  async #add(kind: Kind, count: number, reason: string): Promise<void> {
    const before = this.#workers.named(kind).length;
    this.#say(`Workers for ${QUEUES[kind]}: ${before + count} instead of ${before} (${reason}).`);
    const starts = await Promise.allSettled(Array.from({ length: count }, () => this.#workers.start(kind)));
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
  }

  /** It drains, should it have got work this very moment; nobody waits for that. */
  #end(kind: Kind, worker: LocalWorker, reason: string): void {
    const before = this.#workers.named(kind).length;
    this.#say(`Workers for ${QUEUES[kind]}: ${before - 1} instead of ${before}, an idle one leaves (${reason}).`);
    this.#workers.end(worker).catch((error: Error) => this.#say(`It could not be ended: ${error.message}`));
  }
}

/** Whether it has nothing in hand. Who does not answer may have, and is somebody else's affair. */
function isIdle(health: HealthAnswer | null | undefined): boolean {
  return health?.status === 'ok' && health.inFlight === 0;
}
