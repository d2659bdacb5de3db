import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DESIGNS } from '../../../infra/simulator/designs.ts';
import { plot } from '../../../infra/simulator/plot.ts';
import { busiestSecond, reportOf } from '../../../infra/simulator/report.ts';
import { BURST, GOAL, play } from '../../../infra/simulator/scenarios.ts';
import { blind, burst, diurnal, poison, sawtooth, type Trace, workerLoss } from '../../../infra/simulator/traces.ts';
import { variantsOf, withMax } from '../../../infra/simulator/variants.ts';
import type { Run } from '../../../infra/simulator/world.ts';
import { CONTEXT } from './fixture.ts';

const job = fc.record({
  arrivesAt: fc.integer({ min: 0, max: 3_000 }),
  priority: fc.integer({ min: 1, max: 5 }),
  minutes: fc.double({ min: 0.05, max: 12, noNaN: true }),
  poisoned: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 0),
});

const trace: fc.Arbitrary<Trace> = fc.record({
  name: fc.constant('any'),
  about: fc.constant('anything'),
  jobs: fc.array(job, { minLength: 1, maxLength: 12 }),
  blind: fc.array(
    fc.integer({ min: 0, max: 3_000 }).map((from) => ({ from, to: from + 600 })),
    { maxLength: 1 },
  ),
  losses: fc.array(
    fc.record({
      at: fc.integer({ min: 300, max: 3_000 }),
      share: fc.constantFrom(1 / 3, 1),
      sudden: fc.constantFrom('half' as const, 'none' as const),
    }),
    { maxLength: 2 },
  ),
});

const seed = fc.integer({ min: 0, max: 1_000 });

describe('whatever happens', () => {
  it('does every piece of work once, and leaves nothing behind', () => {
    fc.assert(
      fc.property(trace, fc.constantFrom(...DESIGNS), seed, (happens, policy, from) => {
        const assumptions = { ...CONTEXT.assumptions, instanceStartSpread: 0.2 };
        const { run, report } = play(happens, { ...CONTEXT, assumptions, policy, seed: from });
        expect(run.pieces.every(({ end, endedAt }) => end !== null && endedAt !== null)).toBe(true);
        expect(report.done + report.failed + report.cancelled).toBe(run.pieces.length);
        expect(run.pieces.filter(({ poisoned, end }) => poisoned && end === 'done')).toEqual([]);
        for (const { instances, running, inFlight, ordered } of run.samples) {
          if (running > instances || inFlight > instances * CONTEXT.deployment.slots || ordered > 5)
            throw new Error(`${running} tasks with ${inFlight} in hand on ${instances} instances, ${ordered} ordered`);
        }
        // The other designs are in no hurry to leave.
        if (policy === 'deployed') expect(report.leftOver).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('is never faster than the optimum', () => {
    fc.assert(
      fc.property(trace, fc.constantFrom(...variantsOf(CONTEXT.deployment)), (happens, variant) => {
        const { deployment, assumptions } = variant;
        const { drainSeconds, optimumSeconds } = play(happens, { ...CONTEXT, deployment, assumptions }).report;
        expect(drainSeconds).toBeGreaterThanOrEqual(optimumSeconds);
      }),
      { numRuns: 30 },
    );
  });

  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(trace, seed, (happens, from) => {
        const context = { ...CONTEXT, assumptions: { ...CONTEXT.assumptions, instanceStartSpread: 0.3 }, seed: from };
        expect(play(happens, context).report).toEqual(play(happens, context).report);
      }),
      { numRuns: 8 },
    );
  });
});

/** Instances at the end of an hour in which nothing came. */
const left = ({ samples }: Run) => samples.at(-1)?.instances;

describe('the burst', () => {
  const { videos, minutes } = BURST;
  const outcome = play(burst(videos, minutes, 1), CONTEXT);

  it('drains within the goal, and leaves no instance', () => {
    expect(outcome.report).toMatchObject({ failed: 0, flaps: 0, overshoot: 0, scaleOuts: 1 });
    expect(outcome.report.ratio).toBeLessThanOrEqual(GOAL);
    expect(left(outcome.run)).toBe(0);
  });

  it('starts with two instances, the others once these are warm', () => {
    const counts = outcome.run.samples.map(({ instances }) => instances);
    const [two, five] = [counts.indexOf(2), counts.indexOf(5)];
    expect(counts.slice(0, two).every((count) => count === 0)).toBe(true);
    expect(five - two).toBeGreaterThanOrEqual(240 + 120);
    expect(five - two).toBeLessThan(240 + 120 + 60);
  });

  it('begins urgent chunks first', () => {
    const worst = outcome.report.waits.map((wait) => wait.worst);
    expect(worst).toEqual(worst.toSorted((a, b) => a - b));
  });

  it.each(variantsOf(CONTEXT.deployment))('within the goal: $name', ({ name, deployment, assumptions }) => {
    const { ratio } = play(burst(videos, minutes, 1), { ...CONTEXT, deployment, assumptions }).report;
    // By AWS's gloomiest reading one instance comes at a time: said in the report, and cured by a larger smallest step.
    if (name === 'the same, up to 20') expect(ratio).toBeGreaterThan(GOAL);
    else expect(ratio).toBeLessThanOrEqual(GOAL);
  });

  it('is drawn', () => {
    const svg = plot(outcome.run);
    expect(svg).toMatch(/^<svg [^>]*viewBox/);
    expect(svg).not.toMatch(/NaN|undefined|href/);
    for (const text of ['chunks that wait', 'instances', 'tasks ordered', 'minutes']) expect(svg).toContain(text);
  });
});

describe('what goes wrong', () => {
  it('gives up a poisoned chunk after five workers, and nothing else', () => {
    const { report, run } = play(poison(20, 10, 1), CONTEXT);
    expect(report.failed).toBe(1);
    expect(run.pieces.filter(({ spent }) => spent >= 5)).toHaveLength(1);
    expect(left(run)).toBe(0);
  });

  it('does the work of lost workers again', () => {
    const quiet = play(burst(30, 10, 1), CONTEXT);
    const { report, run } = play(workerLoss(30, 10, 1, busiestSecond(quiet.run)), CONTEXT);
    expect(report).toMatchObject({ failed: 0, cancelled: 0, done: quiet.report.done });
    expect(run.pieces.some(({ spent }) => spent > 0)).toBe(true);
    expect(report.drainSeconds).toBeGreaterThan(quiet.report.drainSeconds);
  });

  it('changes nothing without figures', () => {
    const { run } = play(blind(20, 10, 1), CONTEXT);
    expect(run.changes.every(({ at }) => at >= 696)).toBe(true);
  });

  it('does not flap where the same comes again and again', () => {
    expect(play(sawtooth(4, 10, 1), CONTEXT).report).toMatchObject({ flaps: 0, leftOver: 0, failed: 0 });
  });
});

describe('designs', () => {
  const wide = { ...CONTEXT, deployment: withMax(CONTEXT.deployment, 20) };
  const few = burst(2, 10, 1);
  const [deployed, literal] = DESIGNS.map((policy) => play(few, { ...wide, policy }).report);

  it('orders too many by work for each task that runs, while most are still starting', () => {
    expect(deployed?.overshoot).toBeLessThanOrEqual(1);
    expect(literal?.overshoot).toBeGreaterThan(5);
    expect(literal?.usd).toBeGreaterThan(2 * (deployed?.usd ?? 0));
  });

  it('keeps tasks longer where tracking takes them away', () => {
    const [soon, , late] = DESIGNS.map((policy) => play(burst(20, 10, 1), { ...CONTEXT, policy }).report);
    expect(late?.instanceHours).toBeGreaterThan(soon?.instanceHours ?? 0);
  });
});

it('ends a busy task only before ECS knows that it is busy', () => {
  // Bursts end no busy task even without protection: work must come while tasks are taken away.
  const day = diurnal(80, 1);
  const ended = (protectSeconds: number) => {
    const assumptions = { ...CONTEXT.assumptions, protectSeconds };
    return play(day, { ...CONTEXT, deployment: withMax(CONTEXT.deployment, 20), assumptions }).report.endedBusy;
  };
  const [told, late, never] = [ended(0), ended(1), ended(Number.POSITIVE_INFINITY)];
  expect(told).toBe(0);
  expect(late).toBeGreaterThan(0);
  expect(never).toBeGreaterThan(5 * late);
});

it('has no report for nothing', () => {
  const nothing = { name: 'nothing', about: 'nothing', jobs: [], blind: [], losses: [] };
  const { run } = play(nothing, CONTEXT);
  expect(reportOf(run, CONTEXT.deployment, CONTEXT.assumptions)).toMatchObject({ drainSeconds: 0, instanceHours: 0 });
});
