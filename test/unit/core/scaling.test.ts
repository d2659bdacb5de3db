import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideTasks,
  NOTHING_SEEN,
  type QueueObservation,
  type ScalingLimits,
  workPerTask,
} from '../../../services/core/index.ts';

const EVERY_SECONDS = 10;
const limits: ScalingLimits = { min: 0, max: 20, slotsPerTask: 2, cooldownSeconds: 60, ageLimitSeconds: 120 };
const idle: QueueObservation = { backlog: 0, ageSeconds: 0, inFlight: 0, tasks: 0, busy: 0 };

/** What is decided at each of a row of moments. */
function decisions(seen: readonly (Partial<QueueObservation> | null)[], given: Partial<ScalingLimits> = {}) {
  let state = NOTHING_SEEN;
  return seen.map((one, n) => {
    const whole = one && { ...idle, ...one };
    const decision = decideTasks(state, whole, { ...limits, ...given }, 1_000 + n * EVERY_SECONDS);
    state = decision.state;
    return decision;
  });
}
const desired = (...given: Parameters<typeof decisions>) => decisions(...given).map((decision) => decision.desired);
const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one);

describe('the number of workers', () => {
  it.each<[string, Partial<QueueObservation>, Partial<ScalingLimits>, number]>([
    ['none, where nothing is to be done', {}, {}, 0],
    ['the fewest, where nothing is to be done', {}, { min: 2 }, 2],
    ['one, as soon as anything waits', { backlog: 1 }, {}, 1],
    ['one for each two pieces of work, waiting or running', { backlog: 3, inFlight: 4, tasks: 2 }, {}, 4],
    ['the most, however much there is', { backlog: 600 }, {}, 20],
    ['what runs needs, where nothing waits', { inFlight: 16, tasks: 8 }, {}, 8],
    ['those that have any work, however few slots it would fill', { inFlight: 8, tasks: 8, busy: 8 }, {}, 8],
    ['one more, where work waits for too long', { backlog: 2, ageSeconds: 121 }, {}, 2],
    ['no more than that, however many there are', { backlog: 2, ageSeconds: 900, tasks: 2 }, {}, 2],
    ['as ever, where nothing waits any more', { ageSeconds: 900 }, {}, 0],
  ])('is %s', (_what, seen, given, expected) => {
    expect(desired([seen], given)).toEqual([expected]);
  });

  it('grows at once, and shrinks after the cooldown to the most that was needed since', () => {
    const seen = [{ backlog: 2 }, { backlog: 20 }, { inFlight: 6 }, { inFlight: 2 }, ...times(10, {})];
    expect(desired(seen)).toEqual([1, 10, 10, 10, 10, 10, 10, 3, 1, 0, 0, 0, 0, 0]);
  });

  it('does not shrink because whoever decides was started again', () => {
    expect(desired(times(7, { tasks: 8 }))).toEqual([8, 8, 8, 8, 8, 8, 0]);
  });

  it('stays while nothing can be seen, and that time is no proof of calm', () => {
    expect(desired([null, { inFlight: 8 }, {}, ...times(30, null), {}, {}])).toEqual([null, ...times(34, 4)]);
  });

  it('comes with its reason', () => {
    const [, second, third, none] = decisions([{ backlog: 9 }, { backlog: 9, inFlight: 6 }, { inFlight: 6 }, null]);
    expect(second?.reason).toBe('backlog 9, 6 in flight');
    expect(third?.reason).toBe('backlog 0, 6 in flight, 8 were needed within the last 60 s');
    expect(none?.reason).toBe('nothing could be seen');
    expect(decisions([{ backlog: 1, ageSeconds: 130.4 }])[0]?.reason).toBe(
      'backlog 1, 0 in flight, the oldest has waited for 130 s',
    );
  });
});

describe('whatever happens', () => {
  const count = fc.integer({ min: 0, max: 200 });
  const someSeen = fc.record({ backlog: count, ageSeconds: count, inFlight: count, tasks: count, busy: count });
  const anySeen = fc.option(someSeen, { freq: 5 });
  const someLimits = fc
    .record({
      min: fc.integer({ min: 0, max: 10 }),
      more: fc.integer({ min: 1, max: 40 }),
      slotsPerTask: fc.integer({ min: 1, max: 8 }),
      cooldownSeconds: fc.integer({ min: 0, max: 300 }),
      ageLimitSeconds: fc.integer({ min: 0, max: 200 }),
    })
    .map(({ min, more, ...rest }) => ({ ...rest, min, max: min + more }));

  it('there are at least as many as the busy ones, as few as allowed and as many as allowed', () => {
    fc.assert(
      fc.property(fc.array(anySeen, { maxLength: 40 }), someLimits, (seen, given) => {
        for (const [n, tasks] of desired(seen, given).entries()) {
          if (tasks === null) {
            expect(seen.slice(0, n + 1).every((one) => one === null)).toBe(true);
            continue;
          }
          expect(tasks).toBeGreaterThanOrEqual(given.min);
          expect(tasks).toBeLessThanOrEqual(given.max);
          const { inFlight = 0, busy = 0 } = seen[n] ?? {};
          expect(tasks).toBeGreaterThanOrEqual(Math.min(given.max, busy));
          expect(tasks).toBeGreaterThanOrEqual(Math.min(given.max, Math.ceil(inFlight / given.slotsPerTask)));
        }
      }),
    );
  });

  it('more that waits never means fewer', () => {
    fc.assert(
      fc.property(fc.array(someSeen, { minLength: 1, maxLength: 20 }), count, someLimits, (seen, more, given) => {
        const last = seen.at(-1) ?? idle;
        const fewer = desired(seen, given).at(-1) ?? 0;
        const greater = desired([...seen.slice(0, -1), { ...last, backlog: last.backlog + more }], given).at(-1) ?? 0;
        expect(greater).toBeGreaterThanOrEqual(fewer);
      }),
    );
  });

  it('more that waits at any moment never means fewer at a later one', () => {
    const withMore = fc.array(fc.tuple(someSeen, count), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(withMore, someLimits, (moments, given) => {
        const fewer = desired(
          moments.map(([seen]) => seen),
          given,
        );
        const greater = desired(
          moments.map(([seen, more]) => ({ ...seen, backlog: seen.backlog + more })),
          given,
        );
        for (const [n, tasks] of greater.entries()) expect(tasks).toBeGreaterThanOrEqual(Number(fewer[n]));
      }),
    );
  });

  it('a load that comes and goes within the cooldown changes nothing after its first round', () => {
    const tooth = fc.array(someSeen, { minLength: 1, maxLength: limits.cooldownSeconds / EVERY_SECONDS });
    fc.assert(
      fc.property(tooth, (seen) => {
        const after = desired(times(10, seen).flat()).slice(seen.length);
        // What whoever starts to look finds counts for the first cooldown only.
        const settled = after.slice(limits.cooldownSeconds / EVERY_SECONDS);
        expect(new Set(settled).size).toBeLessThanOrEqual(1);
        expect(
          after.every((tasks, n) => n === 0 || Number(tasks) <= Number(after[n - 1])),
          'it never grows',
        ).toBe(true);
      }),
    );
  });

  it('what cannot be seen changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(someSeen, { minLength: 1 }),
        someLimits,
        fc.integer({ min: 1, max: 50 }),
        (seen, given, n) => {
          const all = desired([...seen, ...times(n, null)], given);
          expect(new Set(all.slice(seen.length - 1)).size).toBe(1);
        },
      ),
    );
  });

  it('moments at which nothing can be seen might as well not have been', () => {
    fc.assert(
      fc.property(fc.array(anySeen, { maxLength: 40 }), someLimits, (seen, given) => {
        const all = desired(seen, given).filter((_tasks, n) => seen[n] !== null);
        const gapless = seen.filter((one) => one !== null);
        expect(all).toEqual(desired(gapless, given));
      }),
    );
  });

  it('each need holds for the cooldown, and no longer', () => {
    fc.assert(
      fc.property(someSeen, someLimits, (peak, given) => {
        const calm = Math.ceil(given.cooldownSeconds / EVERY_SECONDS);
        const all = desired([{ ...peak, tasks: 0 }, ...times(Math.max(1, calm), {})], given);
        expect(new Set(all.slice(0, calm)).size).toBeLessThanOrEqual(1);
        expect(all.at(-1)).toBe(given.min);
      }),
    );
  });
});

it('work for each worker is that of one, where there is none yet', () => {
  expect(workPerTask({ ...idle, backlog: 6, inFlight: 2, tasks: 4 })).toBe(2);
  expect(workPerTask({ ...idle, backlog: 6 })).toBe(6);
});
