import { describe, expect, it } from 'vitest';
import { type EncodeChunkResult, makeGrid, planChunks, rational } from '../../../services/core/index.ts';
import { ChunkRecord } from '../../../services/workflow/chunk-record.ts';

const chunks = planChunks(makeGrid(rational(25), 25 * 24, 4), 2);
const [first, second, third] = chunks;
if (!first || !second || !third) throw new Error('a test of three chunks needs three');
const lanes = [
  { name: 'h264', renditions: [] },
  { name: 'av1', renditions: [] },
];
const made: EncodeChunkResult = {
  attempt: 1,
  reused: false,
  cpuSeconds: 1,
  sourceBytesRead: 1,
  endFrame: 1,
  damagedFrames: 0,
  seconds: 1.2345,
  worker: '1@a',
};

describe('what a job knows of its chunks', () => {
  it('names each worker once, and hands all on as it is', () => {
    const record = new ChunkRecord();
    record.finish('h264', second, { ...made, attempt: 2 });
    record.finish('av1', first, { ...made, worker: '2@b', reused: true });
    record.finish('h264', first, made);
    const { seconds: _, worker: __, ...old } = made;
    record.finish('av1', second, old);
    const facts = {
      done: {
        h264: [
          [1, 2, false, 1.2, 0],
          [0, 1, false, 1.2, 0],
        ],
        av1: [
          [0, 1, true, 1.2, 1],
          [1, 1, false, null, null],
        ],
      },
      workers: ['1@a', '2@b'],
      failed: null,
    };
    expect(record.facts).toEqual(facts);
    const finished = { h264: [1, 0], av1: [0, 1] };
    const next = new ChunkRecord(finished, JSON.parse(JSON.stringify(record.facts)));
    expect(next.facts).toEqual(facts);
    next.finish('h264', third, { ...made, worker: '2@b' });
    expect(next.facts.done.h264?.[2]).toEqual([2, 1, false, 1.2, 1]);
  });

  it('goes on from a run of a version that kept no more than which are finished', () => {
    const record = new ChunkRecord({ h264: [0, 2] });
    expect(record.facts.done).toEqual({
      h264: [
        [0, 1, false, null, null],
        [2, 1, false, null, null],
      ],
    });
    expect(record.has('h264', 2)).toBe(true);
    expect(record.has('h264', 1)).toBe(false);
  });

  it('counts chunks from the first that every lane has', () => {
    const record = new ChunkRecord({ h264: [0, 1, 2], av1: [0, 2] });
    expect(record.ready(chunks, lanes)).toBe(1);
    record.finish('av1', second, made);
    expect(record.ready(chunks, lanes)).toBe(3);
    expect(new ChunkRecord().ready(chunks, lanes)).toBe(0);
  });

  it('blames the first that failed, and nobody after a new start', () => {
    const record = new ChunkRecord({ h264: [0] });
    record.fail('h264', second, 'no luck');
    record.fail('av1', third, 'ended with it');
    expect(record.facts.failed).toEqual({ lane: 'h264', chunk: 1, trouble: 'no luck' });
    record.clear();
    expect(record.facts).toEqual({ done: {}, workers: [], failed: null });
  });
});
