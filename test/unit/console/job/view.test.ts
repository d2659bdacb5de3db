import { expect, it } from 'vitest';
import { changedPlaces } from '../../../../services/console/job/state/places.ts';
import { type JobEvent, NOTHING_KNOWN, reduceJob } from '../../../../services/console/job/state/view.ts';
import { AXES, cell, job } from './sample.ts';

const grid = (cells = [cell('av1-0', 2)]): JobEvent => ({ event: 'grid', id: null, data: { ...AXES, cells } });
const cells = (...changed: ReturnType<typeof cell>[]): JobEvent => ({
  event: 'cells',
  id: null,
  data: { cells: changed },
});

it('lays the cells of a grid out by lane and chunk, and leaves those empty that wait', () => {
  const view = reduceJob(NOTHING_KNOWN, grid());
  expect(view.cells).toEqual([
    [null, null, null],
    [null, null, cell('av1-0', 2)],
  ]);
});

it('changes only the rows in which a cell has changed', () => {
  const before = reduceJob(NOTHING_KNOWN, grid());
  const after = reduceJob(before, cells(cell('h264-0', 1, { state: 'running' })));
  expect(after.cells[0]?.[1]?.state).toBe('running');
  expect(before.cells[0]?.[1]).toBeNull();
  expect(after.cells[1]).toBe(before.cells[1]);
  expect(changedPlaces(before.cells, after.cells)).toEqual([{ lane: 0, chunk: 1 }]);
});

it('keeps its axes when the same grid comes again after a lost connection, but no cell of before', () => {
  const before = reduceJob(NOTHING_KNOWN, grid());
  const after = reduceJob(before, grid([]));
  expect(after.axes).toBe(before.axes);
  expect(after.cells.flat()).toEqual([null, null, null, null, null, null]);
});

it('takes other axes when the job is planned anew', () => {
  const other: JobEvent = { event: 'grid', id: null, data: { ...AXES, lanes: AXES.lanes.slice(1), cells: [] } };
  expect(reduceJob(reduceJob(NOTHING_KNOWN, grid()), other).cells).toHaveLength(1);
});

it('leaves out cells that the axes do not have', () => {
  const before = reduceJob(NOTHING_KNOWN, grid());
  expect(reduceJob(before, cells(cell('hevc-0', 0), cell('av1-0', 3))).cells).toEqual(before.cells);
  expect(reduceJob(NOTHING_KNOWN, cells(cell('av1-0', 0)))).toBe(NOTHING_KNOWN);
});

it('is at the end as it was before', () => {
  const known = reduceJob(NOTHING_KNOWN, { event: 'job', id: null, data: job() });
  expect(reduceJob(known, { event: 'end', id: null, data: { state: 'failed' } })).toBe(known);
});
