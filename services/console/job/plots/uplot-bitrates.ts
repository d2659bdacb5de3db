import type uPlot from 'uplot';
import { bitrate, clock } from '../../ui/format.ts';
import { LABELS_WIDTH } from '../grid/rows.ts';
import { type TimeView, timeMarks } from '../grid/time-scale.ts';
import { plotData, type RateSeries } from './segment-rates.ts';

/** Pixels. */
const HEIGHT = 150;
/** Pixels at the end in which no mark has room. */
const END = 18;
/** Colours that there are for series. */
const COLORS = 8;

/**
 * Draws bit rates as steps, left-aligned with the rows of the grid. The plot is loaded only where there is something to draw.
 * @param onPoint told the index of the segment under the mouse
 */
export async function makeBitratePlot(
  place: HTMLElement,
  series: readonly RateSeries[],
  { scale, offset, width }: TimeView,
  onPoint: (index: number | null) => void,
): Promise<uPlot> {
  const [{ default: Plot }] = await Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]);
  const style = getComputedStyle(place);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const { stepped } = Plot.paths;
  const axis = {
    stroke: color('--grid-text'),
    grid: { stroke: color('--grid-line'), width: 1 },
    ticks: { show: false },
  };
  const options: uPlot.Options = {
    width: LABELS_WIDTH + width,
    height: HEIGHT,
    padding: [8, 0, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: false, auto: false, min: offset / scale, max: (offset + width) / scale },
      y: { range: (_, _least, most) => [0, Math.max(1, most * 1.08)] },
    },
    axes: [
      { ...axis, size: 24, splits: marksOf, values: (_, seconds) => seconds.map(clock) },
      { ...axis, size: LABELS_WIDTH, values: (_, rates) => rates.map((rate) => (rate === 0 ? '0' : bitrate(rate))) },
    ],
    series: [
      {},
      ...series.map((_, i) => ({
        stroke: color(`--series-${i % COLORS}`),
        width: 1.75,
        points: { show: false },
        ...(stepped ? { paths: stepped({ align: 1 }) } : {}),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
  return new Plot(options, plotData(series), place);
}

/** The marks that the grid has. */
function marksOf({ scales, width }: uPlot): number[] {
  const { min = 0, max = 0 } = scales.x ?? {};
  const [least, most, shown] = [min ?? 0, max ?? 0, width - LABELS_WIDTH];
  const scale = shown / Math.max(Number.EPSILON, most - least);
  // One at the very end would be cut off.
  return [...timeMarks({ scale, offset: least * scale, width: shown - END }, most)];
}
