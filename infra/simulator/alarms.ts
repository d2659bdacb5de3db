import type { AlarmRule } from './deployment.ts';

interface Point {
  readonly at: number;
  readonly value: number;
}

/** What was published, by the metrics' names. */
export class Metrics {
  readonly #points = new Map<string, Point[]>();

  publish(values: Readonly<Record<string, number>>, at: number): void {
    for (const [metric, value] of Object.entries(values)) {
      const points = this.#points.get(metric) ?? [];
      points.push({ at, value });
      this.#points.set(metric, points);
    }
  }

  /** Of the points from `from` until before `to`; `null` where there is none. */
  statistic(metric: string, statistic: AlarmRule['statistic'], from: number, to: number): number | null {
    const points = this.#points.get(metric) ?? [];
    const values: number[] = [];
    for (let i = points.length - 1; i >= 0; i--) {
      const point = points[i];
      if (!point || point.at < from) break;
      if (point.at < to) values.push(point.value);
    }
    if (values.length === 0) return null;
    if (statistic === 'Maximum') return Math.max(...values);
    if (statistic === 'Minimum') return Math.min(...values);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  }
}

/** While an alarm stays in ALARM its scaling action is repeated this often (CloudWatch user guide, alarm actions). */
const AGAIN_SECONDS = 60;

/**
 * An alarm of CloudWatch that has a scaling action. It looks at the end of each period, once what was published in it has arrived. A
 * period without figures counts as the alarm says; CloudWatch's looking further back for older figures is left out.
 */
export class Alarm {
  readonly #rule: AlarmRule;
  readonly #ingestSeconds: number;
  #inAlarm = false;
  #actedAt = Number.NEGATIVE_INFINITY;

  constructor(rule: AlarmRule, ingestSeconds: number) {
    this.#rule = rule;
    this.#ingestSeconds = ingestSeconds;
  }

  /** @returns the figure to act on, or `null` where nothing is to be done now */
  tick(now: number, metrics: Metrics): number | null {
    const { periodSeconds, evaluationPeriods, datapointsToAlarm, metric, statistic, missing } = this.#rule;
    const end = now - this.#ingestSeconds;
    if (end % periodSeconds !== 0) return null;
    const values = Array.from({ length: evaluationPeriods }, (_, i) => {
      const to = end - i * periodSeconds;
      return metrics.statistic(metric, statistic, to - periodSeconds, to);
    });
    if (!(missing === 'ignore' && values.every((value) => value === null))) {
      const breaching = values.filter((value) =>
        value === null ? missing === 'breaching' : breaches(this.#rule, value),
      );
      this.#inAlarm = breaching.length >= datapointsToAlarm;
      if (!this.#inAlarm) this.#actedAt = Number.NEGATIVE_INFINITY;
    }
    const [last] = values;
    if (!this.#inAlarm || typeof last !== 'number' || !breaches(this.#rule, last)) return null;
    if (now < this.#actedAt + AGAIN_SECONDS) return null;
    this.#actedAt = now;
    return last;
  }
}

function breaches({ comparison, threshold }: AlarmRule, value: number): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}
