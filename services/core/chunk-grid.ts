/*
 * How far a job is, chunk by chunk: time across, renditions down. Renditions of one lane are encoded together, so a cell stands
 * for a chunk in a lane.
 */

/**
 * `waiting`: for a worker; `running`: a worker has it; `retrying`: an attempt failed, and another is to come; `done`: encoded at
 * the first attempt; `retried`: encoded at a later one; `reused`: found complete, and not encoded again; `failed`: the job ended
 * by it or before it.
 */
export const CELL_STATES = ['waiting', 'running', 'retrying', 'done', 'retried', 'reused', 'failed'] as const;
export type CellState = (typeof CELL_STATES)[number];

/** One chunk in one lane. */
export interface GridCell {
  readonly lane: string;
  /** Index of the chunk. */
  readonly chunk: number;
  readonly state: CellState;
  /** From 1; 0 while none has begun. */
  readonly attempt: number;
  /** Media seconds per second, while it runs. */
  readonly speed: number | null;
  /** Frames that are encoded, of those of the chunk. */
  readonly framesDone: number;
  /** That the last attempt took, from its start to its report; `null` where nobody says. */
  readonly seconds: number | null;
  /** Who has it, or made it; `null` where nobody says. */
  readonly worker: string | null;
  /** Why the last attempt failed that did. */
  readonly trouble: string | null;
}

/** The axes, which stay as they are, and all cells that do not wait. */
export interface ChunkGrid {
  readonly lanes: readonly {
    readonly name: string;
    readonly codec: string;
    /** By name, the largest first. */
    readonly renditions: readonly string[];
  }[];
  readonly chunks: readonly {
    readonly index: number;
    /** In the output, from 0. */
    readonly startSeconds: number;
    readonly seconds: number;
    readonly frames: number;
  }[];
  readonly cells: readonly GridCell[];
}
