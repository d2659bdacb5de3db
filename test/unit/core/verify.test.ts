import { describe, expect, it } from 'vitest';
import {
  type Chunk,
  type ChunkReport,
  endSeconds,
  makeGrid,
  planChunks,
  rational,
  sampleSeams,
  soundProblems,
  timelineProblems,
  worstOffset,
} from '../../../services/core/index.ts';

const grid = makeGrid(rational(25), 1500, 6);
const chunks = planChunks(grid, 2);

/** A report as a faultless chunk writes it, one tick a frame. */
function report(chunk: Chunk, change: Partial<ChunkReport> = {}): ChunkReport {
  const segments = Array.from({ length: chunk.segments }, (_, i) => {
    const start = chunk.frames.start + i * grid.segmentFrames;
    return {
      number: chunk.firstSegment + i,
      startTicks: start,
      endTicks: Math.min(chunk.frames.end, start + grid.segmentFrames),
      bytes: 1000,
    };
  });
  const common = { version: 1, timescale: 25, initSha256: 'i', initBytes: 1, codecs: 'c', encoder: 'e' } as const;
  return { ...common, chunk: chunk.index, frames: chunk.frames, segments, ...change };
}

const all = chunks.map((chunk) => report(chunk));
const withChunk = (index: number, change: Partial<ChunkReport> | null) =>
  all.map((r, i) => (i === index ? change && { ...r, ...change } : r));

describe('the proof of a rendition', () => {
  it('holds for what was planned', () => {
    expect(timelineProblems('720p', all, chunks)).toEqual([]);
    expect(endSeconds(all)).toBe(60);
  });

  it.each([
    ['is missing', withChunk(2, null), 'chunk 2 has no report'],
    ['has another init segment', withChunk(1, { initSha256: 'x' }), 'chunk 1 has another init segment'],
    ['holds other frames', withChunk(3, { frames: { start: 900, end: 1100 } }), 'chunk 3 holds frames 900-1100'],
    [
      'leaves a gap',
      withChunk(1, { segments: all[1]?.segments.map((s) => ({ ...s, startTicks: s.startTicks + 1 })) ?? [] }),
      'segment 2 of chunk 1 starts at tick 301, not 300',
    ],
    ['skips a segment', withChunk(4, { segments: all[4]?.segments.slice(1) ?? [] }), 'segment 9 of chunk 4'],
  ])('names the chunk that %s', (_what, reports, words) => {
    expect(timelineProblems('720p', reports, chunks).join('\n')).toContain(words);
  });
});

describe('a sample of seams', () => {
  it('takes all when there are few, and spreads when there are many', () => {
    expect(sampleSeams(chunks, 10).map(({ chunk }) => chunk)).toEqual([1, 2, 3, 4]);
    expect(sampleSeams(planChunks(makeGrid(rational(25), 150 * 101, 6), 1), 3)).toEqual([
      { chunk: 1, segmentBefore: 0 },
      { chunk: 51, segmentBefore: 50 },
      { chunk: 100, segmentBefore: 99 },
    ]);
    expect(sampleSeams(planChunks(makeGrid(rational(25), 10, 6)), 3)).toEqual([]);
  });
});

describe('sound', () => {
  it.each([
    [{ startMs: 39, endMs: 0 }, []],
    [{ startMs: -41, endMs: 0 }, ['audio starts -41 ms after the picture']],
    [{ startMs: 0, endMs: 2 }, ['audio ends 2 ms after the picture']],
    [undefined, ['audio could not be compared with the picture']],
  ])('%j: %j', (offset, problems) => {
    expect(soundProblems('audio', offset, grid)).toEqual(problems);
  });

  it('is as far off as its worst track', () => {
    expect(worstOffset([0.5, -3, 2])).toBe(-3);
    expect(worstOffset([])).toBeNull();
  });
});
