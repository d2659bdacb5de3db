import type { MetricMeter } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';
import type { Logger } from 'pino';
import { EXPIRES_MINUTES, type ProtectionAgent } from './agent.ts';
import { protectionMetrics } from './metrics.ts';

/** All in milliseconds. */
export interface ProtectionTiming {
  /** How long a task stays protected with nothing to do. */
  readonly idleMs: number;
  /** How often the protection of a busy one is renewed: a few may fail before it expires. */
  readonly refreshMs: number;
  /** How long after a failure it is tried again. */
  readonly retryMs: number;
}

/*
 * A chunk follows another after the result went to Temporal, a workflow has answered and the worker has asked again: tenths
 * of a second, a few seconds where workflow workers are busy. What is longer only delays that the fleet gets smaller, which
 * its cooldown of minutes does anyway.
 */
const TIMING: ProtectionTiming = { idleMs: 5_000, refreshMs: 5 * 60_000, retryMs: 30_000 };
const EXPIRES_MS = EXPIRES_MINUTES * 60_000;

export interface ProtectionParts {
  readonly agent: Pick<ProtectionAgent, 'protect'>;
  readonly logger: Logger;
  /** With the labels that the worker's metrics have. */
  readonly meter: MetricMeter;
  readonly timing?: ProtectionTiming;
}

/**
 * Keeps a task of ECS from being ended while it works, when there are to be fewer of them: protected from the first activity
 * on, until it has had none for some seconds. Work never waits for that, nor fails by it.
 *
 * Calls go one after the other, and the last that is wanted wins: an answer that is late cannot undo what was asked since.
 */
export class TaskProtection {
  readonly #agent: ProtectionParts['agent'];
  readonly #logger: Logger;
  readonly #metrics: ReturnType<typeof protectionMetrics>;
  readonly #timing: ProtectionTiming;
  #running = 0;
  #wanted = false;
  /** The call that is under way, with those that follow it at once. */
  #calls: Promise<void> | null = null;
  #idle: NodeJS.Timeout | undefined;
  #next: NodeJS.Timeout | undefined;
  /** What could not be done the last time. */
  #failed: boolean | null = null;
  /** Until when it may be protected, by any call that was made, and by those that the agent confirmed. */
  #asked = 0;
  #confirmed = 0;

  constructor({ agent, logger, meter, timing = TIMING }: ProtectionParts) {
    this.#agent = agent;
    this.#logger = logger;
    this.#metrics = protectionMetrics(meter);
    this.#timing = timing;
  }

  /** Counts the attempts that run in this worker. */
  readonly interceptor = (): ActivityInterceptors => ({
    inbound: {
      execute: async (input, next) => {
        this.begin();
        try {
          return await next(input);
        } finally {
          this.end();
        }
      },
    },
  });

  begin(): void {
    this.#running++;
    clearTimeout(this.#idle);
    this.#want(true);
  }

  end(): void {
    this.#running--;
    if (this.#running > 0) return;
    this.#idle = setTimeout(() => this.#want(false), this.#timing.idleMs);
    this.#idle.unref();
  }

  /** For a worker that has ended its work and leaves: lets the task be chosen at once. Resolves when that was tried. */
  async stop(): Promise<void> {
    clearTimeout(this.#idle);
    this.#want(false);
    await this.#calls;
    clearTimeout(this.#next);
  }

  #want(wanted: boolean): void {
    if (this.#wanted === wanted) return;
    this.#wanted = wanted;
    this.#settle();
  }

  /** Sees to it that what is wanted comes about; what is under way sees to it by itself. */
  #settle(): void {
    clearTimeout(this.#next);
    this.#calls ??= this.#call();
  }

  async #call(): Promise<void> {
    let wanted: boolean;
    let done: boolean;
    do {
      wanted = this.#wanted;
      done = await this.#tell(wanted);
    } while (this.#wanted !== wanted);
    // Here and not when the promise resolves: what is wanted in between would be seen by nobody.
    this.#calls = null;
    // One that may be protected no more needs not be let go.
    if (!wanted && (done || performance.now() >= this.#asked)) return;
    this.#next = setTimeout(() => this.#settle(), done ? this.#timing.refreshMs : this.#timing.retryMs);
    this.#next.unref();
  }

  /** @returns whether it came about */
  async #tell(wanted: boolean): Promise<boolean> {
    if (wanted) this.#asked = performance.now() + EXPIRES_MS;
    try {
      await this.#agent.protect(wanted);
      if (!wanted) this.#asked = 0;
      this.#confirmed = wanted ? performance.now() + EXPIRES_MS : 0;
      if (this.#failed !== null) this.#logger.info('ECS changes the protection of this task again');
      this.#failed = null;
      return true;
    } catch (error) {
      this.#metrics.failures.add(1);
      // Of what `fetch` throws, the cause says what it was.
      const { message, cause } = error as Error;
      const why = cause instanceof Error ? cause.message : message;
      if (this.#failed !== wanted) {
        const what = wanted ? 'ECS may end this task while it works' : 'ECS cannot choose this task for a while';
        this.#logger.warn(`${what}: its protection could not be changed: ${why}. Work goes on.`);
      }
      this.#failed = wanted;
      return false;
    } finally {
      this.#metrics.isProtected.set(performance.now() < this.#confirmed ? 1 : 0);
    }
  }
}
