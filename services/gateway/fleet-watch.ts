import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Fleet } from '../core/index.ts';
import { readFleet } from '../temporal/index.ts';
import { requestError } from './problem.ts';

const POINT_MS = 10_000;
const KEPT_POINTS = 360;
/** How old an answer may be. */
const FRESH_MS = 1_000;

export type FleetPoint = Omit<Fleet, 'workers'>;

/** Queues and workers as they are, and the last hour of the queues: as long as this gateway runs, whoever looks. */
export class FleetWatch {
  readonly #client: () => Promise<Client>;
  readonly #logger: Logger;
  readonly #points: FleetPoint[] = [];
  readonly #timer: NodeJS.Timeout;
  #latest: { readonly at: number; readonly fleet: Promise<Fleet> } | null = null;
  #isTroubled = false;

  constructor(client: () => Promise<Client>, logger: Logger) {
    this.#client = client;
    this.#logger = logger;
    this.#timer = setInterval(() => this.#note(), POINT_MS).unref();
  }

  /** The oldest first. */
  get points(): readonly FleetPoint[] {
    return this.#points;
  }

  /** @throws FanoutError STACK_UNREACHABLE */
  now(): Promise<Fleet> {
    const at = performance.now();
    if (this.#latest && at - this.#latest.at < FRESH_MS) return this.#latest.fleet;
    const fleet = this.#client().then(readFleet);
    this.#latest = { at, fleet };
    return fleet;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #note(): Promise<void> {
    try {
      const { workers: _, ...point } = await this.now();
      this.#points.push(point);
      if (this.#points.length > KEPT_POINTS) this.#points.shift();
      this.#isTroubled = false;
    } catch (thrown) {
      const { code, message } = requestError(thrown);
      if (!this.#isTroubled) this.#logger.warn({ code }, `The queues cannot be watched: ${message}`);
      this.#isTroubled = true;
    }
  }
}
