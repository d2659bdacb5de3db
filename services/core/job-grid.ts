import { type ChunkFact, type ChunkFacts, unpackFacts } from './chunk-facts.ts';
import type { ChunkGrid, GridCell } from './chunk-grid.ts';
import type { Chunk } from './chunk-plan.ts';
import { type FrameGrid, frameSeconds } from './grid.ts';
import type { ChunkHeartbeat } from './progress.ts';

/** A chunk that a worker has, or that waits for its next attempt. */
export interface PendingChunk extends ChunkHeartbeat {
  /** From 1: the one that runs, or is to come. */
  readonly attempt: number;
  readonly isRunning: boolean;
  /** Who has it, or had it last; `null` where nobody says. */
  readonly worker: string | null;
  /** Why the last attempt failed that did. */
  readonly trouble: string | null;
}

/** Of a plan: what a grid is drawn from. */
export interface GridPlan {
  readonly grid: FrameGrid;
  readonly chunks: readonly Chunk[];
  readonly lanes: readonly {
    readonly name: string;
    readonly renditions: readonly {
      readonly name: string;
      readonly codec: string;
      readonly width: number;
      readonly height: number;
    }[];
  }[];
}

/** @param now chunks that are being worked on, and whether the job will do nothing more: what is not done then has failed */
export function jobGrid(
  plan: GridPlan,
  facts: ChunkFacts,
  now: { readonly pending: readonly PendingChunk[]; readonly isOver: boolean },
): ChunkGrid {
  const pending = byKey(now.isOver ? [] : now.pending);
  const done = unpackFacts(facts);
  const cells = plan.lanes.flatMap(({ name: lane }) => {
    return plan.chunks.flatMap((chunk): GridCell | [] => {
      const fact = done.get(lane)?.get(chunk.index);
      if (fact) return doneCell(lane, chunk, fact);
      const work = pending.get(keyOf({ lane, chunk: chunk.index }));
      if (work) return pendingCell(work, framesOf(chunk));
      return now.isOver ? failedCell(lane, chunk.index, facts) : [];
    });
  });
  return {
    lanes: plan.lanes.map(({ name, renditions }) => ({
      name,
      codec: renditions[0]?.codec ?? '',
      renditions: [...renditions].sort((a, b) => b.width * b.height - a.width * a.height).map((r) => r.name),
    })),
    chunks: plan.chunks.map((chunk) => ({
      index: chunk.index,
      startSeconds: frameSeconds(plan.grid, chunk.frames.start),
      seconds: frameSeconds(plan.grid, framesOf(chunk)),
      frames: framesOf(chunk),
    })),
    cells,
  };
}

/** The cells of `after` that are not as they were; those that wait again are told so. Both have the same axes. */
export function gridChanges(before: ChunkGrid, after: ChunkGrid): readonly GridCell[] {
  const old = byKey(before.cells);
  const fresh = byKey(after.cells);
  const changed = after.cells.filter((cell) => {
    const was = old.get(keyOf(cell));
    return !was || !isSame(was, cell);
  });
  const gone = before.cells.filter((cell) => !fresh.has(keyOf(cell)));
  return [...changed, ...gone.map(({ lane, chunk }) => emptyCell(lane, chunk, 'waiting'))];
}

function doneCell(lane: string, chunk: Chunk, { attempt, reused, seconds, worker }: ChunkFact): GridCell {
  const state = reused ? 'reused' : attempt > 1 ? 'retried' : 'done';
  return { ...emptyCell(lane, chunk.index, state), attempt, framesDone: framesOf(chunk), seconds, worker };
}

function pendingCell({ lane, chunk, isRunning, attempt, worker, trouble, ...work }: PendingChunk, frames: number) {
  const cell = { ...emptyCell(lane, chunk, isRunning ? 'running' : 'retrying'), attempt, worker, trouble };
  // What a failed attempt had encoded is lost.
  return isRunning ? { ...cell, speed: work.speed, framesDone: Math.min(frames, work.framesDone) } : cell;
}

function failedCell(lane: string, chunk: number, { failed }: ChunkFacts): GridCell {
  const isCause = failed?.lane === lane && failed.chunk === chunk;
  return { ...emptyCell(lane, chunk, 'failed'), trouble: isCause ? failed.trouble : null };
}

function emptyCell(lane: string, chunk: number, state: GridCell['state']): GridCell {
  return { lane, chunk, state, attempt: 0, speed: null, framesDone: 0, seconds: null, worker: null, trouble: null };
}

function isSame(a: GridCell, b: GridCell): boolean {
  return (
    a.state === b.state &&
    a.attempt === b.attempt &&
    a.speed === b.speed &&
    a.framesDone === b.framesDone &&
    a.seconds === b.seconds &&
    a.worker === b.worker &&
    a.trouble === b.trouble
  );
}

function byKey<T extends Place>(places: readonly T[]): ReadonlyMap<string, T> {
  return new Map(places.map((place) => [keyOf(place), place]));
}

type Place = Pick<GridCell, 'lane' | 'chunk'>;

function keyOf({ lane, chunk }: Place): string {
  return `${lane} ${chunk}`;
}

function framesOf({ frames }: Chunk): number {
  return frames.end - frames.start;
}
