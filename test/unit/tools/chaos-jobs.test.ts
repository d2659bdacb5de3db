import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEWEST_JOBS, planJobs } from '../../../tools/chaos/job-mix.ts';

const clips = ['film', 'silent'];
const corpus = ['flower'];

describe('the jobs of a chaos run', () => {
  it('are the same for the same seed, and others for another', () => {
    const of = (seed: number) => planJobs({ seed, jobs: 20, untilMs: 100_000, clips, corpus });
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });

  it('hold one bad input, one to cancel and two of the same bytes, in order of time', () => {
    const input = fc.record({
      seed: fc.integer(),
      jobs: fc.integer({ min: FEWEST_JOBS, max: 60 }),
      untilMs: fc.integer({ min: 10_000, max: 600_000 }),
    });
    fc.assert(
      fc.property(input, (given) => {
        const jobs = planJobs({ ...given, clips, corpus });
        expect(jobs).toHaveLength(given.jobs);
        expect(jobs.filter(({ expected }) => expected === 'failed')).toHaveLength(1);
        expect(jobs.filter(({ expected }) => expected === 'cancelled')).toHaveLength(1);
        const twins = jobs.filter(({ mark }) => mark === 'twin');
        expect(twins.map(({ clip, tenant }) => `${clip} ${tenant}`)).toEqual(
          Array(2).fill(`${twins[0]?.clip} ${twins[0]?.tenant}`),
        );
        expect(new Set(jobs.map(({ mark }) => mark)).size).toBe(given.jobs - 1);
        const times = jobs.map(({ atMs }) => atMs);
        expect(times).toEqual([...times].sort((one, other) => one - other));
        expect(times[0]).toBe(0);
        expect(times.at(-1)).toBeLessThanOrEqual(given.untilMs);
      }),
    );
  });

  it('come in part from a corpus, where there is one, and for several tenants of all priorities', () => {
    const of = (from: readonly string[]) => planJobs({ seed: 1, jobs: 60, untilMs: 1, clips, corpus: from });
    const share = of(corpus).filter(({ clip }) => corpus.includes(clip)).length / 60;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.3);
    expect(of([]).some(({ clip }) => corpus.includes(clip))).toBe(false);
    expect(new Set(of([]).map(({ tenant }) => tenant)).size).toBe(3);
    expect(new Set(of([]).map(({ priority }) => priority))).toEqual(new Set([1, 2, 3, 4, 5]));
  });

  it('are refused where too few are asked for', () => {
    expect(() => planJobs({ seed: 1, jobs: FEWEST_JOBS - 1, untilMs: 1, clips, corpus })).toThrow(RangeError);
  });
});
