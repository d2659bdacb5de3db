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
      finished: { h264: [1, 0], av1: [0, 1] },
      made: {
        h264: { seconds: [1.2, 1.2], workers: [0, 0], attempts: [[1, 2]], reused: [] },
        av1: { seconds: [1.2, null], workers: [1, null], attempts: [], reused: [0] },
      },
      workers: ['1@a', '2@b'],
      failed: null,
    };
    expect(record.facts).toEqual(facts);
    const { finished, ...rest } = JSON.parse(JSON.stringify(record.facts));
    const next = new ChunkRecord(finished, rest);
    expect(next.facts).toEqual(facts);
    next.finish('h264', third, { ...made, worker: '2@b' });
    expect(next.facts.made.h264?.workers).toEqual([0, 0, 1]);
  });

  it('goes on from a run of a version that kept no more than which are finished', () => {
    const record = new ChunkRecord({ h264: [0, 2] });
    expect(record.finished.get('h264')?.get(2)).toEqual({ attempt: 1, reused: false, seconds: null, worker: null });
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
    expect(record.facts).toEqual({ finished: {}, made: {}, workers: [], failed: null });
  });
});
