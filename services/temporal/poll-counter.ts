const POLLS = /^temporal_long_request\{[^}]*operation="Poll(?:Activity|Workflow)TaskQueue"[^}]*\} (\d+)/gm;
const EVERY_MS = 5_000;

/**
 * Tells how long ago a worker last asked for work, from Temporal's own metrics: nothing else knows. A worker whose polling
 * has died without a word looks well from all other sides.
 */
export class PollCounter {
  readonly #metrics: () => Promise<string>;
  readonly #timer: NodeJS.Timeout;
  #count = -1;
  #changed = performance.now();

  /** @param metrics in Prometheus' text format */
  constructor(metrics: () => Promise<string>) {
    this.#metrics = metrics;
    this.#timer = setInterval(() => this.#look().catch(() => {}), EVERY_MS);
    this.#timer.unref();
  }

  /** `null` while the metrics say nothing of it. */
  async secondsSinceLast(): Promise<number | null> {
    await this.#look().catch(() => {});
    return this.#count > 0 ? Math.round((performance.now() - this.#changed) / 100) / 10 : null;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const count = countPolls(await this.#metrics());
    if (count === this.#count) return;
    this.#count = count;
    this.#changed = performance.now();
  }
}

/** How many requests for work a worker has made, in the metrics that Temporal's library gives out. */
export function countPolls(metrics: string): number {
  return [...metrics.matchAll(POLLS)].reduce((sum, match) => sum + Number(match[1]), 0);
}
