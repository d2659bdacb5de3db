import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  decideTasks,
  limitsFor,
  NOTHING_SEEN,
  QUEUES,
  type QueueScaling,
  type ScaledName,
  type ScalingState,
} from '../core/index.ts';
import { adviceLine } from './advice.ts';
import type { QueueFigures } from './aws/metric-data.ts';
import type { Gauges } from './gauges.ts';
import { counted, type Observation, type ObservedQueue } from './observe.ts';
import { Trouble } from './trouble.ts';

export interface ScalerOptions {
  /** The queues that are scaled. */
  readonly names: readonly ScaledName[];
  /** Rejects when the queues cannot be seen; one that alone cannot be seen is not in the answer. */
  readonly observe: () => Promise<Partial<Observation>>;
  /** Tells somebody of the queues that were seen, where there is somebody to tell; rejects when that failed. */
  readonly publish?: (figures: readonly QueueFigures[]) => Promise<void>;
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
  readonly #seeing: Trouble;
  readonly #publishing: Trouble;
  #queues: ScalerReport['queues'] = {};

  constructor(options: ScalerOptions) {
    const { logger, now = () => performance.now() / 1000 } = options;
    this.#options = options;
    this.#now = now;
    this.#seeing = new Trouble({
      begins: 'The queues cannot be seen; what was recommended stays',
      ends: 'The queues can be seen again.',
      logger,
      now,
    });
    this.#publishing = new Trouble({
      begins: 'What was seen cannot be published; nothing will be scaled by it',
      ends: 'What is seen is published again.',
      logger,
      now,
    });
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
    const figures = this.#options.names.flatMap((name) => this.#decide(name, observation?.[name] ?? null));
    await this.#publish(figures);
  }

  report(): ScalerReport {
    const told = { blindSeconds: this.#seeing.seconds, queues: this.#queues };
    const reasons = [
      ['seen the queues', this.#seeing],
      ['published what it saw', this.#publishing],
    ] as const;
    const [reason] = reasons.flatMap(([what, { seconds, why }]) =>
      seconds > BLIND_SECONDS ? `it has not ${what} for ${seconds} s: ${why ?? 'there is no answer yet'}` : [],
    );
    return reason === undefined ? { status: 'ok', ...told } : { status: 'unhealthy', reason, ...told };
  }

  /** `null` when the queues cannot be seen. */
  async #see(): Promise<Partial<Observation> | null> {
    const { observe, gauges } = this.#options;
    try {
      const observation = await observe();
      gauges.observed('ok');
      this.#seeing.worked();
      return observation;
    } catch (error) {
      gauges.observed('failed');
      this.#seeing.failed(error);
      return null;
    }
  }

  /** @returns what is to be published: nothing of a queue that was not seen */
  #decide(name: ScaledName, seen: ObservedQueue | null): QueueFigures[] {
    const { scaling, gauges, logger } = this.#options;
    const earlier = this.#states.get(name) ?? NOTHING_SEEN;
    const limits = limitsFor(scaling[name], seen?.slots ?? null);
    const { state, desired, reason } = decideTasks(earlier, seen && counted(seen), limits, this.#now());
    this.#states.set(name, state);
    if (seen === null || desired === null) return [];
    gauges.decided(name, seen, desired);
    this.#queues = { ...this.#queues, [QUEUES[name]]: { ...seen, recommended: desired, why: reason } };
    // The first time, as many as there are is no news.
    if (desired !== (earlier.desired ?? counted(seen).tasks))
      logger.info(adviceLine({ name, seen, recommended: desired, reason }));
    return [{ name, seen, recommended: desired }];
  }

  async #publish(figures: readonly QueueFigures[]): Promise<void> {
    const { publish, gauges } = this.#options;
    if (!publish || figures.length === 0) return this.#publishing.idle();
    try {
      await publish(figures);
      gauges.published('ok');
      this.#publishing.worked();
    } catch (error) {
      gauges.published('failed');
      this.#publishing.failed(error);
    }
  }
}
