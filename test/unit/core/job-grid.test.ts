import { describe, expect, it } from 'vitest';
import { gridSchema } from '../../../services/api/index.ts';
import {
  type ChunkFacts,
  type GridPlan,
  gridChanges,
  jobGrid,
  makeGrid,
  type PendingChunk,
  packFacts,
  planChunks,
  rational,
  unpackFacts,
} from '../../../services/core/index.ts';

const grid = makeGrid(rational(25), 25 * 40, 4);
const plan: GridPlan = {
  grid,
  chunks: planChunks(grid, 2),
  lanes: [
    {
      name: 'h264',
      renditions: [
        { name: '360p', codec: 'h264', width: 640, height: 360 },
        { name: '720p', codec: 'h264', width: 1280, height: 720 },
      ],
    },
    { name: 'av1', renditions: [{ name: '720p-av1', codec: 'av1', width: 1280, height: 720 }] },
  ],
};
const nothing: ChunkFacts = { finished: {}, made: {}, workers: [], failed: null };
const facts: ChunkFacts = {
  finished: { h264: [1, 0, 2] },
  made: {
    h264: {
      seconds: [4.5, 2, 0.1],
      workers: [1, 0, null],
      attempts: [
        [1, 3],
        [2, 2],
      ],
      reused: [2],
    },
  },
  workers: ['1@a', '2@b'],
  failed: { lane: 'av1', chunk: 1, trouble: 'ffmpeg ended with 1.' },
};
const running: PendingChunk = {
  lane: 'av1',
  chunk: 0,
  framesDone: 100,
  speed: 0.5,
  attempt: 1,
  isRunning: true,
  worker: '3@c',
  trouble: null,
};
const at = (pending: readonly PendingChunk[]) => jobGrid(plan, facts, { pending, isOver: false });
const cellsOf = (shown: ReturnType<typeof jobGrid>, lane: string) => shown.cells.filter((cell) => cell.lane === lane);

describe('the grid of a job', () => {
  it('has lanes by their renditions, the largest first, and chunks by their place in the output', () => {
    const shown = jobGrid(plan, nothing, { pending: [], isOver: false });
    expect(shown.lanes).toEqual([
      { name: 'h264', codec: 'h264', renditions: ['720p', '360p'] },
      { name: 'av1', codec: 'av1', renditions: ['720p-av1'] },
    ]);
    expect(shown.chunks).toHaveLength(5);
    expect(shown.chunks[4]).toEqual({ index: 4, startSeconds: 32, seconds: 8, frames: 200 });
    expect(shown.cells).toEqual([]);
  });

  it('tells what was done at once, at a later attempt, and not again', () => {
    const cells = cellsOf(at([]), 'h264');
    expect(cells.map(({ chunk, state }) => [chunk, state])).toEqual([
      [0, 'done'],
      [1, 'retried'],
      [2, 'reused'],
    ]);
    expect(cells[1]).toMatchObject({ attempt: 3, seconds: 4.5, worker: '2@b', framesDone: 200, speed: null });
    expect(cells[2]).toMatchObject({ attempt: 2, worker: null });
  });

  it('tells what runs, and what waits for its next attempt without any of what the last one had', () => {
    const retrying = { ...running, chunk: 3, attempt: 2, isRunning: false, trouble: 'no luck' };
    expect(cellsOf(at([running, retrying]), 'av1')).toMatchObject([
      { chunk: 0, state: 'running', attempt: 1, speed: 0.5, framesDone: 100, worker: '3@c', trouble: null },
      { chunk: 3, state: 'retrying', attempt: 2, speed: null, framesDone: 0, worker: '3@c', trouble: 'no luck' },
    ]);
  });

  it('never says more frames than a chunk has, nor that what is done still runs', () => {
    expect(cellsOf(at([{ ...running, framesDone: 999 }]), 'av1')).toMatchObject([{ framesDone: 200 }]);
    expect(cellsOf(at([{ ...running, lane: 'h264' }]), 'h264')[0]).toMatchObject({ chunk: 0, state: 'done' });
  });

  it('calls failed what is not done when the job is over, and says which it was', () => {
    const shown = jobGrid(plan, facts, { pending: [running], isOver: true });
    expect(cellsOf(shown, 'h264').map(({ state }) => state)).toEqual(['done', 'retried', 'reused', 'failed', 'failed']);
    expect(cellsOf(shown, 'av1').map(({ state, trouble }) => [state, trouble])).toEqual([
      ['failed', null],
      ['failed', 'ffmpeg ended with 1.'],
      ['failed', null],
      ['failed', null],
      ['failed', null],
    ]);
  });

  it('is what the API says that a grid is', () => {
    const shown = at([running]);
    expect(gridSchema.parse(shown)).toEqual(shown);
  });
});

describe('changes of a grid', () => {
  it('are none where nothing is different', () => {
    expect(gridChanges(at([running]), at([{ ...running }]))).toEqual([]);
  });

  it('are the cells that are new or different', () => {
    const before = at([running]);
    const after = at([
      { ...running, framesDone: 150 },
      { ...running, chunk: 1 },
    ]);
    expect(gridChanges(before, after)).toMatchObject([
      { lane: 'av1', chunk: 0, framesDone: 150 },
      { lane: 'av1', chunk: 1, state: 'running' },
    ]);
  });

  it.each([
    'state',
    'attempt',
    'speed',
    'framesDone',
    'seconds',
    'worker',
    'trouble',
  ] as const)('see another %s', (key) => {
    const before = at([running]);
    const other = {
      state: 'retrying' as const,
      worker: 'x',
      trouble: 'x',
      attempt: 9,
      speed: 9,
      framesDone: 9,
      seconds: 9,
    };
    const cells = before.cells.map((cell) => (cell.lane === 'av1' ? { ...cell, [key]: other[key] } : cell));
    expect(gridChanges(before, { ...before, cells })).toHaveLength(1);
  });

  it('say of a cell that is gone that it waits again', () => {
    expect(gridChanges(at([running]), at([]))).toEqual([
      {
        lane: 'av1',
        chunk: 0,
        state: 'waiting',
        attempt: 0,
        speed: null,
        framesDone: 0,
        seconds: null,
        worker: null,
        trouble: null,
      },
    ]);
  });
});

it('takes 600 chunks in 8 lanes in a moment, from facts far smaller than a payload may be', () => {
  const long = makeGrid(rational(25), 25 * 4 * 600, 4);
  const lanes = Array.from({ length: 8 }, (_, i) => ({
    name: `lane-${i}`,
    renditions: plan.lanes[0]?.renditions ?? [],
  }));
  const many = { grid: long, chunks: planChunks(long, 1), lanes };
  const worker = (place: number) => `${place}@ip-10-0-0-${place}`;
  const done = lanes.map(
    ({ name }) =>
      [
        name,
        new Map(
          many.chunks.map(({ index }) => [
            index,
            { attempt: index % 10 ? 1 : 2, reused: false, seconds: 123.4, worker: worker(index % 200) },
          ]),
        ),
      ] as const,
  );
  const all = packFacts(new Map(done), null);
  expect(JSON.stringify(all).length).toBeLessThan(90_000);
  expect(unpackFacts(all)).toEqual(new Map(done));
  const started = performance.now();
  const shown = jobGrid(many, all, { pending: [], isOver: false });
  expect(shown.cells).toHaveLength(4800);
  expect(gridChanges(jobGrid(many, nothing, { pending: [], isOver: false }), shown)).toHaveLength(4800);
  expect(performance.now() - started).toBeLessThan(500);
});
