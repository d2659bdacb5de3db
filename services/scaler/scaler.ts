import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { decideTasks, NOTHING_SEEN, QUEUES, type ScalingState } from '../core/index.ts';
import { adviceLine } from './advice.ts';
import type { Gauges } from './gauges.ts';
import type { Observation, ObservedQueue } from './observe.ts';
import { SCALED_NAMES, type ScaledName } from './queues.ts';
import { limitsFor, type QueueScaling } from './settings.ts';

export interface ScalerOptions {
  /** Rejects when the queues cannot be seen. */
  readonly observe: () => Promise<Observation>;
  readonly scaling: Readonly<Record<ScaledName, QueueScaling>>;
  readonly gauges: Gauges;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** In seconds, by a clock that does not go back. */
  readonly now?: () => number;
}

/** What `/healthz` tells. */
export interface ScalerReport {
  readonly status: 'ok' | 'unhealthy';
  /** Only when unhealthy. */
  readonly reason?: string;
  /** Since all queues were last seen, or this was started. */
  readonly blindSeconds: number;
  /** By the queue's name; none before the first look. */
  readonly queues: Readonly<Record<string, ObservedQueue & { readonly recommended: number; readonly why: string }>>;
}

/** Blind for this long, in seconds, it is of no use. */
const BLIND_SECONDS = 60;

/** Looks at the queues, decides how many workers each should have, and says so. It changes nothing. */
export class Scaler {
  readonly #options: ScalerOptions;
  readonly #now: () => number;
  readonly #states = new Map<ScaledName, ScalingState>();
  #queues: ScalerReport['queues'] = {};
  #seenAt: number;
  /** Why the queues cannot be seen; `null` when they can. */
  #trouble: string | null = null;

  constructor(options: ScalerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now() / 1000);
    this.#seenAt = this.#now();
  }

  /** Looks every so often until the signal fires. */
  async run(everySeconds: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const due = performance.now() + everySeconds * 1000;
      await this.look();
      await sleep(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => {});
    }
  }

  async look(): Promise<void> {
    const observation = await this.#see();
    for (const name of SCALED_NAMES) this.#decide(name, observation?.[name] ?? null);
  }

  report(): ScalerReport {
    const blindSeconds = Math.round(this.#now() - this.#seenAt);
    const told = { blindSeconds, queues: this.#queues };
    if (blindSeconds <= BLIND_SECONDS) return { status: 'ok', ...told };
    const why = this.#trouble ?? 'there is no answer yet';
    return { status: 'unhealthy', reason: `it has not seen the queues for ${blindSeconds} s: ${why}`, ...told };
  }

  /** `null` when the queues cannot be seen; the log has one line when that begins, and one when it ends. */
  async #see(): Promise<Observation | null> {
    const { observe, gauges, logger } = this.#options;
    try {
      const observation = await observe();
      gauges.observed('ok');
      if (this.#trouble !== null) logger.info('The queues can be seen again.');
      this.#trouble = null;
      this.#seenAt = this.#now();
      return observation;
    } catch (error) {
      gauges.observed('failed');
      const trouble = error instanceof Error ? error.message : String(error);
      if (this.#trouble === null) logger.warn(`The queues cannot be seen; what was recommended stays: ${trouble}`);
      this.#trouble = trouble;
      return null;
    }
  }

  #decide(name: ScaledName, seen: ObservedQueue | null): void {
    const { scaling, gauges, logger } = this.#options;
    const earlier = this.#states.get(name) ?? NOTHING_SEEN;
    const limits = limitsFor(scaling[name], seen?.slots ?? null);
    const { state, desired, reason } = decideTasks(earlier, seen, limits, this.#now());
    this.#states.set(name, state);
    if (seen === null || desired === null) return;
    gauges.decided(name, seen, desired);
    this.#queues = { ...this.#queues, [QUEUES[name]]: { ...seen, recommended: desired, why: reason } };
    // The first time, as many as there are is no news.
    if (desired === (earlier.desired ?? seen.tasks)) return;
    logger.info(adviceLine({ name, tasks: seen.tasks, recommended: desired, reason }));
  }
}
