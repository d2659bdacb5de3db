import type { AnswerOf } from '../../../client/index.ts';
import { bitrate } from '../../ui/format.ts';

export type Segments = AnswerOf<'segments'>;

/** A rendition's segments as points of a plot: seconds and bits per second. The last point ends the last segment. */
export interface RateSeries {
  readonly rendition: string;
  readonly starts: readonly number[];
  readonly rates: readonly number[];
  readonly end: number;
}

export function rateSeries({ rendition, segments }: Segments): RateSeries {
  const last = segments.at(-1);
  return {
    rendition,
    starts: segments.map(({ startSeconds }) => startSeconds),
    rates: segments.map(({ bytes, seconds }) => (seconds > 0 ? (8 * bytes) / seconds : 0)),
    end: last ? last.startSeconds + last.seconds : 0,
  };
}

/**
 * The series as uPlot takes them: times, then the rates of each at those times. Renditions of a video share their segments;
 * those of one that is behind are `null`. The last time ends the last segment.
 */
export function plotData(all: readonly RateSeries[]): [number[], ...(number | null)[][]] {
  const longest = all.reduce((most, series) => (series.end > (most?.end ?? 0) ? series : most), all[0]);
  const times = longest ? [...longest.starts, longest.end] : [];
  return [
    times,
    ...all.map(({ rates }) => times.map((_, i) => rates[i] ?? (i === rates.length ? (rates[i - 1] ?? null) : null))),
  ];
}

/** A plot in words, for those who do not see it. */
export function ratesText(all: readonly RateSeries[]): readonly string[] {
  return all.map((series) => {
    const { rendition, rates } = series;
    if (rates.length === 0) return `${rendition}: no segments yet`;
    const mean = weightedMean(series);
    return `${rendition}: ${bitrate(Math.min(...rates))} to ${bitrate(Math.max(...rates))}, ${bitrate(mean)} on average over ${rates.length} segments`;
  });
}

function weightedMean({ starts, rates, end }: RateSeries): number {
  const bits = rates.reduce((sum, rate, i) => sum + rate * ((starts[i + 1] ?? end) - (starts[i] ?? 0)), 0);
  return end > 0 ? bits / end : 0;
}
