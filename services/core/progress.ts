import type { Chunk } from './chunk-plan.ts';
import type { FrameGrid } from './grid.ts';

/** How far one rung is, in frames of the grid. */
export interface RungProgress {
  readonly name: string;
  readonly framesDone: number;
  readonly frames: number;
}

export interface JobProgress {
  /** 0 to 100, by pixels encoded: a 1080p frame is nine times the work of a 360p frame. */
  readonly percent: number;
  readonly rungs: readonly RungProgress[];
  readonly chunksDone: number;
  readonly chunks: number;
}

/** What a running chunk last said of itself, by heartbeat. */
export interface ChunkHeartbeat {
  readonly lane: string;
  readonly chunk: number;
  /** Frames of the chunk that are encoded. */
  readonly framesDone: number;
  /** Media seconds per second. */
  readonly speed: number | null;
}

interface LaneShape {
  readonly name: string;
  readonly renditions: readonly { readonly name: string; readonly width: number; readonly height: number }[];
}

/**
 * Progress from the finished chunks of each lane and, where known, the heartbeats of running ones.
 * @param done indices of finished chunks, by lane
 */
export function jobProgress(
  plan: { readonly grid: FrameGrid; readonly chunks: readonly Chunk[]; readonly lanes: readonly LaneShape[] },
  done: ReadonlyMap<string, ReadonlySet<number>>,
  running: readonly ChunkHeartbeat[] = [],
): JobProgress {
  let weightDone = 0;
  let weight = 0;
  let chunksDone = 0;
  const rungs: RungProgress[] = [];
  for (const lane of plan.lanes) {
    const finished = done.get(lane.name) ?? new Set<number>();
    const framesDone = framesOf(plan.chunks, lane.name, finished, running);
    chunksDone += finished.size;
    for (const { name, width, height } of lane.renditions) {
      rungs.push({ name, framesDone, frames: plan.grid.frames });
      weightDone += framesDone * width * height;
      weight += plan.grid.frames * width * height;
    }
  }
  const percent = weight > 0 ? Math.min(100, Math.round((1000 * weightDone) / weight) / 10) : 0;
  return { percent, rungs, chunksDone, chunks: plan.chunks.length * plan.lanes.length };
}

function framesOf(
  chunks: readonly Chunk[],
  lane: string,
  finished: ReadonlySet<number>,
  running: readonly ChunkHeartbeat[],
): number {
  return chunks.reduce((sum, chunk) => {
    const frames = chunk.frames.end - chunk.frames.start;
    if (finished.has(chunk.index)) return sum + frames;
    const beat = running.find((r) => r.lane === lane && r.chunk === chunk.index);
    return sum + Math.min(frames, beat?.framesDone ?? 0);
  }, 0);
}
