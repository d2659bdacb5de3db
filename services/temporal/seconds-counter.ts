import { activityInfo, metricMeter } from '@temporalio/activity';
import type { MetricMeter, MetricTags } from '@temporalio/common';

const SECOND = 1_000_000;

/**
 * A counter of seconds that activities add to. Temporal's counters take whole numbers only: what is less than a second is
 * kept until there is one of it, so that in the long run nothing is lost.
 */
export class SecondsCounter {
  readonly #name: string;
  readonly #description: string;
  /** By all labels, in whole microseconds, whose sums are exact: less than a second. */
  readonly #rest = new Map<string, number>();

  constructor(name: string, description: string) {
    this.#name = name;
    this.#description = description;
  }

  /** @param seconds 0 or more; 0 puts the counter out, so that its first rise is seen as one */
  add(seconds: number, tags: MetricTags = {}): void {
    const key = JSON.stringify([activityInfo().activityType, tags]);
    const sum = (this.#rest.get(key) ?? 0) + Math.round(seconds * SECOND);
    this.#rest.set(key, sum % SECOND);
    this.#counter(metricMeter).add(Math.floor(sum / SECOND), tags);
  }

  /** Puts the counter out at 0, for a worker that has just started. @param meter has the labels of an activity */
  startAtZero(meter: MetricMeter): void {
    this.#counter(meter).add(0);
  }

  #counter(meter: MetricMeter) {
    return meter.createCounter(this.#name, 's', this.#description);
  }
}
