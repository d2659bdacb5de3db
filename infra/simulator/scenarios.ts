import type { Assumptions } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import { DESIGNS, type DesignName, designOf } from './designs.ts';
import { busiestSecond, type Report, reportOf } from './report.ts';
import { blind, burst, diurnal, poison, sawtooth, type Trace, workerLoss } from './traces.ts';
import { type Variant, variantsOf, withMax } from './variants.ts';
import { type Run, simulate } from './world.ts';

/** A hundred videos of ten minutes, 1080p: a catalogue that moves in, or the first hour after a feature goes live. */
export const BURST = { videos: 100, minutes: 10 };
/** For comparison: so short that starting is most of it, and so long that it hardly counts. */
const OTHER_MINUTES = [2, 30];
/** The drain of a burst is to be at most so many times the optimum. */
export const GOAL = 1.5;
/** Of a day: so that its peak needs most of five instances. */
const PEAK_PER_HOUR = 80;

export interface Context {
  readonly deployment: Deployment;
  readonly assumptions: Assumptions;
  readonly policy: DesignName;
  readonly seed: number;
}

export interface Outcome {
  readonly report: Report;
  readonly run: Run;
}

/** A report of one of several variants or lengths, side by side. */
export interface Compared {
  readonly variant: string;
  readonly report: Report;
}

export function play(trace: Trace, { deployment, assumptions, policy, seed }: Context): Outcome {
  const run = simulate(trace, { deployment, assumptions, design: designOf(policy, deployment), seed });
  return { run, report: reportOf(run, deployment, assumptions) };
}

/** Every trace once, the burst first. */
export function allTraces(context: Context): Outcome[] {
  const { videos, minutes } = BURST;
  const { seed } = context;
  const first = play(burst(videos, minutes, seed), context);
  const others = [
    diurnal(PEAK_PER_HOUR, seed),
    poison(videos, minutes, seed),
    workerLoss(videos, minutes, seed, busiestSecond(first.run)),
    blind(videos, minutes, seed),
    sawtooth(4, minutes, seed),
  ];
  return [first, ...others.map((trace) => play(trace, context))];
}

/** The burst of short, of usual and of long videos, as deployed and as somebody might deploy it who does not want to wait. */
export function burstsByVariant(context: Context): Compared[] {
  const lengths = [BURST.minutes, ...OTHER_MINUTES].toSorted((a, b) => a - b);
  const variants = variantsOf(context.deployment, context.assumptions);
  return variants.flatMap((variant) => lengths.map((minutes) => variantBurst(context, variant, minutes)));
}

function variantBurst(context: Context, { name, ...variant }: Variant, minutes: number): Compared {
  return { variant: name, report: play(burst(BURST.videos, minutes, context.seed), { ...context, ...variant }).report };
}

/** The designs of decision 15 side by side: for the burst, and for a little work that does not need everything. */
export function byDesign(context: Context): Compared[] {
  const wide = { ...context, deployment: withMax(context.deployment, 20) };
  return DESIGNS.flatMap((policy) => [
    {
      variant: 'as deployed',
      report: play(burst(BURST.videos, BURST.minutes, context.seed), { ...context, policy }).report,
    },
    { variant: 'up to 20 tasks', report: play(burst(2, BURST.minutes, context.seed), { ...wide, policy }).report },
    { variant: 'up to 20 tasks', report: play(sawtooth(2, BURST.minutes, context.seed), { ...wide, policy }).report },
  ]);
}
