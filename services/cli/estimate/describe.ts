import { dollars, FARGATE, type JobCost, type ManagedCost, type PricedRegion } from '../../core/cost/index.ts';
import type { Estimate } from '../../core/estimate/index.ts';

/** An estimate for people, in lines. */
export function describeEstimate({ source, plan, work, time, output, aws, notes }: Estimate): string[] {
  const { here, workers } = time;
  const known = { measured: 'calculated', assumed: 'assumed', given: 'at the speed that was given' }[time.basis];
  const lanes = plan.lanes > 1 ? ` in each of ${plan.lanes} lanes` : '';
  return [
    `source      ${source.name}: ${source.width}×${source.height}, ${plan.rate} fps, ${plan.seconds.toFixed(1)} s, ${source.codec}; ${source.access.why} (${source.access.way})`,
    ...plan.renditions.map(
      ({ name, codec, width, height, maxrate, preset }) =>
        `${name.padEnd(12)}${width}×${height}, ${codec} ${preset}, ${(maxrate / 1e6).toFixed(2)} Mb/s at most`,
    ),
    ...plan.audio.map(
      ({ name, channels, bitrate }) => `${name.padEnd(12)}${channels} channels, ${bitrate / 1000} kb/s`,
    ),
    ...plan.skipped.map(({ rung, reason }) => `skipped     ${rung}: ${reason}`),
    `plan        ${plan.frames} frames, ${plan.segments} segments, ${plan.chunks} chunks${lanes}`,
    `work        ${seconds(work.cpuSeconds)} of CPU time (${seconds(work.least)} to ${seconds(work.most)}, by what is in the picture): ${work.basis}`,
    ...work.assumptions.map((why) => `            assumed: ${why}`),
    `time        ${seconds(here.seconds)} on the ${here.cores} cores of this machine, ${seconds(workers.seconds)} on ${workers.count} workers of ${workers.vcpus} vCPUs: ${known}`,
    `output      ${megabytes(output.mostBytes)} at most`,
    ...(aws ? describeAws(aws) : []),
    ...notes.map((note) => `note        ${note}`),
  ];
}

/** Columns: where, how long one worker takes, cost, between what, how the speed is known, when the price was. */
function describeAws({ region, places, managed, storageMonthUsd }: NonNullable<Estimate['aws']>): string[] {
  const rows = [
    [region, 'time', 'cost', 'between', 'speed', 'price of'],
    ...places.map((place) => placeRow(place, region)),
    managedRow(managed),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const discount = FARGATE.spotDiscount.share * 100;
  return [
    '',
    ...rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    '',
    `Time is that of one worker; more of them take less, and cost the same. Not in it: machines that wait for work, S3 (${dollars(storageMonthUsd)}`,
    `a month at most for the result) and what viewers load. Spot follows supply: Fargate's is ${discount} % off, the most there is.`,
    ...speedNotes(places.map(({ speed }) => speed)),
    ...(managed.usd === null ? [`${managed.where}: ${managed.why}.`] : []),
  ];
}

const SPEED_NAMES = { measured: 'measured here', assumed: 'assumed', given: 'given' } as const;

function speedNotes(speeds: readonly JobCost['speed'][]): string[] {
  return [
    ...(speeds.includes('measured')
      ? ['"measured here": CPU time of runs on our machine; a vCPU is taken to be as fast. See docs/cost.md.']
      : []),
    ...(speeds.includes('assumed')
      ? ['"assumed": nobody has measured it; --speed takes × real time of your own. See docs/cost.md.']
      : []),
  ];
}

function placeRow(place: JobCost, region: PricedRegion): string[] {
  const { where, hours, usd, usdLeast, usdMost, speed, priceDate, pricesChecked, priceRegion } = place;
  const between = usdLeast === usdMost ? '' : `${dollars(usdLeast)} to ${dollars(usdMost)}`;
  const price = [
    priceDate,
    ...(pricesChecked ? [] : ['from memory']),
    ...(priceRegion === region ? [] : [priceRegion]),
  ];
  return [where, seconds(hours * 3600), dollars(usd), between, SPEED_NAMES[speed], price.join(', ')];
}

function managedRow(managed: ManagedCost): string[] {
  if (managed.usd === null) return [managed.where, '', 'unknown'];
  const dates = managed.prices.map(({ date }) => date).sort();
  return [managed.where, '', dollars(managed.usd), '', 'list price', dates[0] ?? ''];
}

/** E.g. `45 s`, `12 min`, `3.4 h`. */
function seconds(value: number): string {
  if (value < 120) return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} s`;
  return value < 7200 ? `${(value / 60).toFixed(0)} min` : `${(value / 3600).toFixed(1)} h`;
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
