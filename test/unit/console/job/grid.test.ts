import { describe, expect, it } from 'vitest';
import { countStates, finishedShare, summarizeLanes } from '../../../../services/console/job/grid/counts.ts';
import { movedBy } from '../../../../services/console/job/grid/cursor.ts';
import { cellSentence, describeCell } from '../../../../services/console/job/grid/describe.ts';
import { gridRows, laneSpan, ROW, rowAt, rowsHeight } from '../../../../services/console/job/grid/rows.ts';
import {
  chunkAtX,
  chunkBox,
  offsetShowing,
  shownChunks,
  timeMarks,
  totalSeconds,
  zoomRange,
} from '../../../../services/console/job/grid/time-scale.ts';
import { AXES, cell } from './sample.ts';

const { chunks } = AXES;
const view = { scale: 10, offset: 0, width: 50 };

describe('rows', () => {
  const rows = gridRows(AXES);

  it('has one for each rendition, and more room between lanes than inside of one', () => {
    expect(rows.map(({ rendition, lane }) => [rendition, lane])).toEqual([
      ['1080p', 0],
      ['720p', 0],
      ['1080p-av1', 1],
    ]);
    const [first, second, third] = rows.map(({ top }) => top);
    expect(second).toBe((first ?? 0) + ROW.height + ROW.gap);
    expect(third).toBe((second ?? 0) + ROW.height + ROW.laneGap);
    expect(rowsHeight(rows)).toBe((third ?? 0) + ROW.height);
    expect(laneSpan(rows, 0)).toEqual({ top: 0, height: 2 * ROW.height + ROW.gap });
  });

  it('finds the row at a height', () => {
    expect(rowAt(rows, 0)?.rendition).toBe('1080p');
    expect(rowAt(rows, ROW.height + ROW.gap)?.rendition).toBe('720p');
    expect(rowAt(rows, rowsHeight(rows))?.rendition).toBe('1080p-av1');
    expect(rowAt(rows, -1)).toBeNull();
    expect(rowAt(rows, rowsHeight(rows) + 1)).toBeNull();
    expect(rowsHeight([])).toBe(0);
  });
});

describe('time scale', () => {
  it('finds chunks by their time, not their number', () => {
    expect(totalSeconds(chunks)).toBe(10);
    expect([0, 19, 20, 59, 60, 99].map((x) => chunkAtX(chunks, view, x))).toEqual([0, 0, 1, 1, 2, 2]);
    expect(chunkAtX(chunks, view, 100)).toBeNull();
    expect(chunkAtX(chunks, { ...view, offset: 30 }, 0)).toBe(1);
  });

  it('knows what is on show', () => {
    expect(shownChunks(chunks, view)).toEqual({ first: 0, last: 1 });
    expect(shownChunks(chunks, { ...view, offset: 50 })).toEqual({ first: 1, last: 2 });
    expect(chunkBox(chunks, { ...view, offset: 30 }, 2)).toEqual({ x: 30, width: 40 });
  });

  it('moves no further than it takes to show a chunk', () => {
    expect(offsetShowing(chunks, view, 0)).toBe(0);
    expect(offsetShowing(chunks, view, 2)).toBe(50);
    expect(offsetShowing(chunks, { ...view, offset: 50 }, 0)).toBe(0);
  });

  it('shows all at first, or chunks that can be told apart where all would be too narrow to be seen', () => {
    expect(zoomRange(chunks, 1000).start).toBe(1);
    const many = Array.from({ length: 600 }, (_, index) => ({
      index,
      startSeconds: 4 * index,
      seconds: 4,
      frames: 96,
    }));
    expect(zoomRange(many, 1000).start).toBe(1);
    const { start, most } = zoomRange(many, 600);
    expect(start).toBeCloseTo(8);
    expect(most).toBeCloseTo(64);
    expect(zoomRange([], 1000)).toEqual({ start: 1, most: 1 });
  });

  it('marks round times that are on show, and not beyond the end', () => {
    expect(timeMarks({ scale: 10, offset: 0, width: 1000 }, 25)).toEqual([0, 10, 20]);
    expect(timeMarks({ scale: 1, offset: 100, width: 300 }, 9999)).toEqual([120, 240, 360]);
  });
});

describe('movedBy', () => {
  it.each([
    ['ArrowRight', { lane: 0, chunk: 2 }],
    ['ArrowLeft', { lane: 0, chunk: 0 }],
    ['ArrowDown', { lane: 1, chunk: 1 }],
    ['ArrowUp', { lane: 0, chunk: 1 }],
    ['End', { lane: 0, chunk: 2 }],
    ['PageUp', { lane: 0, chunk: 0 }],
    ['x', null],
  ])('%s', (key, place) => {
    expect(movedBy(key, { lane: 0, chunk: 1 }, AXES)).toEqual(place);
  });
});

describe('describeCell', () => {
  const sentence = (place: { lane: number; chunk: number }, shown: Parameters<typeof describeCell>[2]) =>
    cellSentence(describeCell(AXES, place, shown));

  it('tells all that is known of a cell', () => {
    const running = cell('h264-0', 1, { state: 'running', attempt: 2, speed: 1.8, framesDone: 61, worker: 'w-1' });
    expect(sentence({ lane: 0, chunk: 1 }, { ...running, trouble: 'ffmpeg was killed.' })).toBe(
      'Chunk 2 of 3, 0:02.0 to 0:06.0. 1080p and 720p, H.264: running, attempt 2, 61 of 96 frames, ' +
        '1.80× as fast as it plays, worker w-1. The last failure: ffmpeg was killed.',
    );
  });

  it('tells of one that was never begun, and of one that is done', () => {
    expect(sentence({ lane: 1, chunk: 0 }, null)).toBe('Chunk 1 of 3, 0:00.0 to 0:02.0. 1080p-av1, AV1: waiting.');
    const done = cell('av1-0', 2, { seconds: 12.34 });
    expect(sentence({ lane: 1, chunk: 2 }, done)).toContain('done, attempt 1, took 12.3 s.');
  });
});

describe('counts', () => {
  const cells = [
    [cell('h264-0', 0), cell('h264-0', 1, { state: 'retried' }), null],
    [cell('av1-0', 0, { state: 'reused' }), cell('av1-0', 1, { state: 'failed' }), null],
  ];

  it('counts chunks of lanes by state', () => {
    const counts = countStates(cells);
    expect(counts).toEqual({ waiting: 2, running: 0, retrying: 0, done: 1, retried: 1, reused: 1, failed: 1 });
    expect(finishedShare(counts)).toBe(0.5);
    expect(finishedShare(countStates([]))).toBe(0);
  });

  it('sums each lane up', () => {
    expect(summarizeLanes(AXES, cells).map(({ counts }) => [counts.done, counts.reused])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });
});
