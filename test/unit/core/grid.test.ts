import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  audioSegments,
  chunkSizes,
  encodedSamples,
  extinf,
  frameTicks,
  gridRate,
  MAX_CHUNKS,
  makeGrid,
  nearestStandardRate,
  parseRational,
  planChunks,
  rational,
  samplesAt,
  segmentsOf,
  soundEnd,
  toNumber,
} from '../../../services/core/index.ts';

const rate = fc.oneof(
  fc.constantFrom(rational(24), rational(25), rational(30), rational(60), rational(24000, 1001), rational(30000, 1001)),
  fc.tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 1_001 })).map(([n, d]) => rational(n, d)),
);
const grid = fc
  .tuple(rate, fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 2, max: 12 }))
  .filter(([r]) => toNumber(r) <= 60 && toNumber(r) >= 0.5)
  .map(([r, frames, seconds]) => makeGrid(r, frames, seconds));

describe('the frame grid', () => {
  it('is tiled by its segments without gap or overlap, each a whole number of GOPs from its start', () => {
    fc.assert(
      fc.property(grid, (g) => {
        const segments = segmentsOf(g);
        expect(segments[0]?.start).toBe(0);
        expect(segments.at(-1)?.end).toBe(g.frames);
        segments.forEach((segment, i) => {
          expect(segment.end).toBeGreaterThan(segment.start);
          expect(segment.start % g.gopFrames).toBe(0);
          if (i > 0) expect(segment.start).toBe(segments[i - 1]?.end);
          if (i < segments.length - 1) expect(segment.end - segment.start).toBe(g.segmentFrames);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('has no last segment shorter than a second, unless it is the only one', () => {
    fc.assert(
      fc.property(grid, (g) => {
        const last = segmentsOf(g).at(-1);
        if (!last || last.start === 0) return;
        expect((last.end - last.start) * g.rate.den).toBeGreaterThanOrEqual(g.rate.num);
      }),
      { numRuns: 60 },
    );
  });

  it('is tiled by its chunks on segment borders, at most 600, for any plan', () => {
    fc.assert(
      fc.property(grid, fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }), (g, fixed) => {
        const segments = segmentsOf(g);
        const chunks = planChunks(g, fixed);
        expect(chunks.length).toBeLessThanOrEqual(MAX_CHUNKS);
        let frame = 0;
        let segment = 0;
        for (const [i, chunk] of chunks.entries()) {
          expect(chunk.index).toBe(i);
          expect(chunk.firstSegment).toBe(segment);
          expect(chunk.segments).toBeGreaterThan(0);
          expect(chunk.frames.start).toBe(frame);
          expect(chunk.frames.start).toBe(segments[segment]?.start);
          segment += chunk.segments;
          frame = chunk.frames.end;
        }
        expect(frame).toBe(g.frames);
        expect(segment).toBe(segments.length);
      }),
      { numRuns: 60 },
    );
  });

  it('gives playlists whose durations add up to the timeline, to the microsecond', () => {
    fc.assert(
      fc.property(grid, (g) => {
        const sum = segmentsOf(g).reduce(
          (total, s) =>
            total + BigInt(extinf(frameTicks(g, s.start), frameTicks(g, s.end), g.rate.num).replace('.', '')),
          0n,
        );
        const exact =
          (BigInt(g.frames) * BigInt(g.rate.den) * 2_000_000n + BigInt(g.rate.num)) / (2n * BigInt(g.rate.num));
        expect(sum).toBe(exact);
      }),
      { numRuns: 60 },
    );
  });

  it('gives sound whose packets tile the track, end with the picture and start within half a packet of it', () => {
    fc.assert(
      fc.property(grid, fc.boolean(), (g, openEnd) => {
        const segments = segmentsOf(g);
        const packets = audioSegments(g, segments, openEnd);
        packets.forEach((p, i) => {
          if (i > 0) expect(p.start).toBe(packets[i - 1]?.end);
          expect(Math.abs(p.start * 1024 - samplesAt(g, segments[i]?.start ?? 0))).toBeLessThanOrEqual(512);
        });
        const last = packets.at(-1);
        expect(((last?.end ?? 0) - 1) * 1024 + (last?.lastSamples ?? 0)).toBe(encodedSamples(g, openEnd));
        expect(last?.lastSamples).toBeGreaterThan(0);
        expect(last?.lastSamples).toBeLessThanOrEqual(1024);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the end of the sound', () => {
  it('is that of the picture to the sample, wherever within a second of the plan that is', () => {
    fc.assert(
      fc.property(grid, fc.integer({ min: -1000, max: 1000 }), (g, thousandths) => {
        const segments = segmentsOf(g);
        const packets = audioSegments(g, segments, true).at(-1);
        // What a chunk's own check lets pass: less than a second.
        const shift = Math.trunc((thousandths / 1000) * Math.floor((g.rate.num - 1) / g.rate.den));
        const endFrame = Math.max((segments.at(-1)?.start ?? 0) + 1, g.frames + shift);
        const start = (packets?.start ?? 0) * 1024;
        const end = soundEnd(g, start, endFrame);
        expect(start + (end.packets - 1) * 1024 + end.lastSamples).toBe(samplesAt(g, endFrame));
        expect(end.packets).toBeLessThanOrEqual((packets?.end ?? 0) - (packets?.start ?? 0));
        expect(end.lastSamples).toBeGreaterThan(0);
        expect(end.lastSamples).toBeLessThanOrEqual(1024);
      }),
      { numRuns: 200 },
    );
  });
});

describe('chunk sizes', () => {
  it.each([
    [1, 10, [1]],
    [5, 10, [1, 2, 1, 1]],
    [10, 10, [1, 2, 4, 2, 1]],
    [40, 10, [1, 2, 4, 8, 10, 8, 4, 2, 1]],
  ])('for %i segments and a target of %i', (segments, target, sizes) => {
    expect(chunkSizes(segments, target)).toEqual(sizes);
  });

  it('add up, start with one segment and never exceed the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 1, max: 60 }), (segments, target) => {
        const sizes = chunkSizes(segments, target);
        expect(sizes[0]).toBe(1);
        expect(sizes.reduce((a, b) => a + b, 0)).toBe(segments);
        expect(sizes.length).toBeLessThanOrEqual(MAX_CHUNKS);
      }),
    );
  });
});

describe('rates', () => {
  it.each([
    ['24000/1001', true, '24000/1001'],
    ['25/2', true, '25/2'],
    ['120', true, '60'],
    ['29', false, '30000/1001'],
    ['57600', false, '60'],
    ['24', false, '24'],
  ])('%s (constant: %s) is put on %s', (source, constant, wanted) => {
    const parsed = parseRational(source);
    expect(parsed && gridRate(parsed, constant)).toEqual(parseRational(wanted));
  });

  it.each(['0/0', 'N/A', '', '-1', '1/0'])('%j is no rate', (text) => {
    expect(parseRational(text)).toBeNull();
  });

  it('knows the standard rate that is nearest', () => {
    expect(nearestStandardRate(rational(2997, 100))).toEqual(rational(30000, 1001));
  });
});
