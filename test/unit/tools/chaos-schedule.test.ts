import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, makeSchedule, SHORTEST_MS } from '../../../tools/chaos/schedule.ts';

const workers = ['workflow-1', 'metadata-1', 'transcode-1', 'transcode-2'];

describe('the schedule of a chaos run', () => {
  const input = fc.record({
    seed: fc.integer(),
    durationMs: fc.integer({ min: SHORTEST_MS, max: 900_000 }),
    workers: fc.integer({ min: 1, max: 4 }).map((count) => workers.slice(-count)),
  });

  it('is the same for the same seed, and another for another', () => {
    const of = (seed: number) => makeSchedule({ seed, durationMs: 300_000, workers });
    expect(of(7)).toEqual(of(7));
    expect(of(7)).not.toEqual(of(8));
  });

  it('has every kind of fault, in order, and mends all of them well before the end', () => {
    fc.assert(
      fc.property(input, (given) => {
        const faults = makeSchedule(given);
        expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
        expect(faults.map(({ atMs }) => atMs)).toEqual(faults.map(({ atMs }) => atMs).sort((a, b) => a - b));
        for (const { atMs, forMs, share } of faults) {
          expect(atMs).toBeGreaterThan(0);
          expect(forMs).toBeGreaterThan(0);
          expect(atMs + forMs).toBeLessThanOrEqual(given.durationMs * 0.8);
          expect(share).toBeGreaterThan(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('never has two faults of one target at once', () => {
    fc.assert(
      fc.property(input, (given) => {
        const faults = makeSchedule(given);
        for (const target of new Set(faults.map((fault) => fault.target))) {
          const mine = faults.filter((fault) => fault.target === target);
          mine.slice(1).forEach((fault, i) => {
            expect(fault.atMs).toBeGreaterThan((mine[i]?.atMs ?? 0) + (mine[i]?.forMs ?? 0));
          });
        }
      }),
    );
  });

  it('grows with the time: a fault every ten seconds or more often', () => {
    expect(makeSchedule({ seed: 1, durationMs: 300_000, workers }).length).toBeGreaterThan(24);
  });

  it('freezes some worker for longer than a heartbeat may be late, in a run of five minutes', () => {
    const long = (seed: number) =>
      makeSchedule({ seed, durationMs: 300_000, workers }).filter((f) => f.kind === 'freeze' && f.forMs > 10_000);
    expect(
      Array.from({ length: 20 }, (_, seed) => long(seed).length).filter((count) => count > 0).length,
    ).toBeGreaterThan(10);
  });

  it('refuses less time than all kinds need', () => {
    expect(() => makeSchedule({ seed: 1, durationMs: SHORTEST_MS - 1, workers })).toThrow(RangeError);
  });
});
