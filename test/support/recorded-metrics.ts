import type { MetricMeter, MetricTags } from '@temporalio/common';

/** A meter that adds up what it is given, or keeps the last of it for gauges, by name and labels as Prometheus writes them, without those that all have. */
export function recordingMeter() {
  const values: Record<string, number> = {};
  const of = (labels: MetricTags): MetricMeter => {
    const seriesOf = (name: string, tags: MetricTags) => {
      const text = Object.entries({ ...labels, ...tags })
        .filter(([key]) => key !== 'namespace' && key !== 'taskQueue')
        .map(([key, label]) => `${key}="${label}"`);
      return text.length > 0 ? `${name}{${text.join(',')}}` : name;
    };
    const record =
      (name: string) =>
      (value: number, tags: MetricTags = {}) => {
        const series = seriesOf(name, tags);
        values[series] = (values[series] ?? 0) + value;
      };
    const set =
      (name: string) =>
      (value: number, tags: MetricTags = {}) => {
        values[seriesOf(name, tags)] = value;
      };
    const metric = { name: '', valueType: 'int' as const };
    return {
      createCounter(name) {
        const counter = { ...metric, kind: 'counter' as const, add: record(name), withTags: () => counter };
        return counter;
      },
      createHistogram(name) {
        const histogram = { ...metric, kind: 'histogram' as const, record: record(name), withTags: () => histogram };
        return histogram;
      },
      createGauge(name) {
        const gauge = { ...metric, kind: 'gauge' as const, set: set(name), withTags: () => gauge };
        return gauge;
      },
      withTags: (tags) => of({ ...labels, ...tags }),
    };
  };
  return { values, meter: of({}) };
}
