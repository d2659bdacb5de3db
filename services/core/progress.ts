import type { Chunk } from './chunk-plan.ts';
import type { FrameGrid } from './grid.ts';

/** How far one rung is, in frames of the grid. */
export interface RungProgress {
  readonly name: string;
  readonly lane: string;
  /** Pixels of a frame: what a frame of this rung costs next to one of another. */
  readonly pixels: number;
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

/** Indices of chunks. */
interface Indices {
  readonly size: number;
  has(chunk: number): boolean;
}

/** Progress by the finished chunks of each lane. @param done indices of finished chunks, by lane */
export function jobProgress(
  plan: { readonly grid: FrameGrid; readonly chunks: readonly Chunk[]; readonly lanes: readonly LaneShape[] },
  done: ReadonlyMap<string, Indices>,
): JobProgress {
  const chunksDone = plan.lanes.reduce((sum, lane) => sum + (done.get(lane.name)?.size ?? 0), 0);
  const rungs = plan.lanes.flatMap((lane) => {
    const framesDone = plan.chunks
      .filter((chunk) => done.get(lane.name)?.has(chunk.index))
      .reduce((sum, chunk) => sum + (chunk.frames.end - chunk.frames.start), 0);
    return lane.renditions.map(({ name, width, height }) => ({
      name,
      lane: lane.name,
      pixels: width * height,
      framesDone,
      frames: plan.grid.frames,
    }));
  });
  return { percent: percentOf(rungs), rungs, chunksDone, chunks: plan.chunks.length * plan.lanes.length };
}

/** The same with what running chunks said of themselves by heartbeat. */
export function withRunning(progress: JobProgress, running: readonly ChunkHeartbeat[]): JobProgress {
  const rungs = progress.rungs.map((rung) => {
    const more = running.filter((beat) => beat.lane === rung.lane).reduce((sum, beat) => sum + beat.framesDone, 0);
    return { ...rung, framesDone: Math.min(rung.frames, rung.framesDone + more) };
  });
  return { ...progress, rungs, percent: percentOf(rungs) };
}

function percentOf(rungs: readonly RungProgress[]): number {
  const total = rungs.reduce((sum, rung) => sum + rung.frames * rung.pixels, 0);
  const done = rungs.reduce((sum, rung) => sum + rung.framesDone * rung.pixels, 0);
  return total > 0 ? Math.min(100, Math.round((1000 * done) / total) / 10) : 0;
}
