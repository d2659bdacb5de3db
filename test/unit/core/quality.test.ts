import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crfRange,
  firstCrfs,
  makeGrid,
  measuredQuality,
  measurePlaces,
  mergeSamples,
  nextCrfs,
  pickCrf,
  type QualitySample,
  rational,
  samplePlaces,
  segmentsOf,
  ssimDecibels,
  VIDEO_CODECS,
} from '../../../services/core/index.ts';

const range = crfRange('h264');
const fromDb = (db: number) => 1 - 10 ** (-db / 10);
const sample = (crf: number, ssim: number): QualitySample => ({ crf, ssim, bitsPerSecond: 1e6, frames: 48 });

/** Curves as encoders give them: three rate factors in a row, each worse by something that can be seen. */
const curves = fc
  .record({
    base: fc.integer({ min: 15, max: 34 }),
    db: fc.double({ min: 10, max: 20, noNaN: true }),
    better: fc.double({ min: 0.1, max: 0.8, noNaN: true }),
    worse: fc.double({ min: 0.1, max: 0.8, noNaN: true }),
  })
  .map(({ base, db, better, worse }) => [
    sample(base - 5, fromDb(db + 5 * better)),
    sample(base, fromDb(db)),
    sample(base + 6, fromDb(db - 6 * worse)),
  ]);
const wishes = fc.double({ min: 0.8, max: 0.999, noNaN: true });
const grids = fc
  .record({
    rate: fc.constantFrom(rational(10), rational(24), rational(30000, 1001), rational(60), rational(1)),
    frames: fc.integer({ min: 1, max: 500_000 }),
    segmentSeconds: fc.integer({ min: 2, max: 12 }),
  })
  .map(({ rate, frames, segmentSeconds }) => makeGrid(rate, frames, segmentSeconds));

describe('the choice of a rate factor', () => {
  it('never rises with the wish', () => {
    fc.assert(
      fc.property(curves, wishes, wishes, (samples, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(pickCrf(samples, high, range).crf).toBeLessThanOrEqual(pickCrf(samples, low, range).crf);
      }),
    );
  });

  it('stays in the codec’s range, and within reach of the samples', () => {
    fc.assert(
      fc.property(curves, wishes, (samples, wished) => {
        const { crf } = pickCrf(samples, wished, range);
        expect(crf).toBeGreaterThanOrEqual(Math.max(10, (samples[0]?.crf ?? 0) - 2));
        expect(crf).toBeLessThanOrEqual(Math.min(40, (samples[2]?.crf ?? 0) + 2));
      }),
    );
  });

  it('is exact at the samples', () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 0, max: 2 }), (samples, at) => {
        const { crf, ssim } = samples[at] as QualitySample;
        const picked = pickCrf(samples, ssim, range);
        expect(picked.crf).toBe(crf);
        expect(picked.predicted).toBeCloseTo(ssim, 9);
        expect(picked.reached).toBe(true);
      }),
    );
  });

  it('promises the wish or more when it says that it is reached, and less when not', () => {
    fc.assert(
      fc.property(curves, wishes, (samples, wished) => {
        const { predicted, reached } = pickCrf(samples, wished, range);
        expect(reached ? predicted >= wished - 1e-9 : predicted < wished).toBe(true);
      }),
    );
  });

  it('lies on the line between two samples, to a tenth', () => {
    const samples = [sample(18, fromDb(18)), sample(23, fromDb(16)), sample(29, fromDb(13))];
    expect(pickCrf(samples, fromDb(17), range)).toMatchObject({ crf: 20.5, reached: true });
    expect(pickCrf(samples, fromDb(16.99), range).crf).toBe(20.5);
    expect(pickCrf(samples, fromDb(17), { ...range, step: 1 }).crf).toBe(20);
  });

  it('does not go below what a cap makes useless', () => {
    const samples = [sample(12, 0.961), sample(18, 0.96), sample(23, 0.955)];
    expect(pickCrf(samples, 0.99, range)).toEqual({ crf: 12, predicted: expect.closeTo(0.96, 6), reached: false });
    expect(pickCrf(samples, 0.96, range).crf).toBe(18);
    expect(nextCrfs(samples, 0.99, range)).toEqual([]);
  });

  it('says when even the best is not enough', () => {
    const samples = [sample(10, fromDb(18)), sample(15, fromDb(16)), sample(21, fromDb(14))];
    expect(pickCrf(samples, fromDb(20), range)).toMatchObject({ crf: 10, reached: false });
    expect(nextCrfs(samples, fromDb(20), range)).toEqual([]);
  });

  it('tries once more where the wish lies beyond, and a little further so that it lies between then', () => {
    const samples = [sample(18, fromDb(18)), sample(23, fromDb(16)), sample(29, fromDb(13))];
    expect(nextCrfs(samples, fromDb(20), range)).toEqual([11]);
    expect(nextCrfs(samples, fromDb(30), range)).toEqual([10]);
    expect(nextCrfs(samples, fromDb(18.5), range)).toEqual([]);
    expect(nextCrfs(samples, fromDb(15), range)).toEqual([]);
    expect(nextCrfs(samples, fromDb(11), range)).toEqual([35]);
    expect(nextCrfs(samples, fromDb(7), range)).toEqual([40]);
  });

  it('starts with three rate factors in range, whatever the base', () => {
    for (const codec of VIDEO_CODECS) {
      const { lowest, highest } = crfRange(codec);
      for (let base = lowest; base <= highest; base++) {
        const tried = firstCrfs(base, { lowest, highest, step: 1 });
        expect(new Set(tried).size).toBe(3);
        expect(Math.min(...tried)).toBeGreaterThanOrEqual(lowest);
        expect(Math.max(...tried)).toBeLessThanOrEqual(highest);
      }
    }
    expect(firstCrfs(23, range)).toEqual([18, 23, 29]);
  });

  it('weighs places by their frames', () => {
    const other = { crf: 20, ssim: 0.9, bitsPerSecond: 4e6, frames: 16 };
    expect(mergeSamples([other, sample(23, 0.95), sample(20, 0.98)])).toEqual([
      { crf: 20, ssim: 0.96, bitsPerSecond: 1_750_000, frames: 64 },
      sample(23, 0.95),
    ]);
  });
});

describe('SSIM', () => {
  it('has decibels, 50 at most', () => {
    expect(ssimDecibels(0.9)).toBeCloseTo(10, 9);
    expect(ssimDecibels(1)).toBeCloseTo(50, 9);
  });

  it('is summed up over frames, and not there without any', () => {
    expect(measuredQuality([0.9, 1, 0.95])).toEqual({ metric: 'ssim', mean: 0.95, lowest: 0.9, frames: 3 });
    expect(measuredQuality([])).toBeNull();
  });
});

describe('places', () => {
  it.each([
    ['measured', measurePlaces],
    ['sampled', samplePlaces],
  ] as const)('that are %s lie in the video, in order, without overlap, three at most', (_, places) => {
    fc.assert(
      fc.property(grids, fc.boolean(), (grid, startOnly) => {
        const found = places(grid, startOnly);
        expect(found.length).toBeGreaterThanOrEqual(1);
        expect(found.length).toBeLessThanOrEqual(startOnly ? 1 : 3);
        let end = 0;
        for (const place of found) {
          expect(place.start).toBeGreaterThanOrEqual(end);
          expect(place.end).toBeGreaterThan(place.start);
          end = place.end;
        }
        expect(end).toBeLessThanOrEqual(grid.frames);
        if (startOnly) expect(found[0]?.start).toBe(0);
      }),
    );
  });

  it('that are measured hold a twentieth of the frames, a second each, or sixteen frames at the least', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const found = measurePlaces(grid, false);
        const frames = found.reduce((sum, { start, end }) => sum + end - start, 0);
        expect(frames).toBeLessThanOrEqual(Math.max(16, grid.frames * 0.05));
        for (const { start, end } of found) {
          expect(end - start).toBeLessThanOrEqual(Math.max(1, Math.round(grid.rate.num / grid.rate.den)));
        }
      }),
    );
  });

  it('that are measured lie in the middle of the first GOP of segments', () => {
    const grid = makeGrid(rational(24), 14_400, 6);
    const starts = segmentsOf(grid).map(({ start }) => start);
    const found = measurePlaces(grid, false);
    expect(found.map(({ start, end }) => end - start)).toEqual([24, 24, 24]);
    for (const { start } of found) expect(starts).toContain(start - 12);
    expect(measurePlaces(makeGrid(rational(24), 721, 6), false)).toEqual([
      { start: 159, end: 177 },
      { start: 447, end: 465 },
    ]);
    expect(measurePlaces(makeGrid(rational(24), 7, 6), false)).toEqual([{ start: 0, end: 7 }]);
  });

  it('that are sampled are whole GOPs, spread evenly', () => {
    expect(samplePlaces(makeGrid(rational(24), 721, 6), false)).toEqual([
      { start: 96, end: 144 },
      { start: 336, end: 384 },
      { start: 576, end: 624 },
    ]);
    expect(samplePlaces(makeGrid(rational(24), 100, 6), false)).toEqual([
      { start: 0, end: 48 },
      { start: 48, end: 96 },
    ]);
    expect(samplePlaces(makeGrid(rational(24), 30, 6), false)).toEqual([{ start: 0, end: 30 }]);
  });
});
