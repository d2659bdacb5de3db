/*
 * What a job keeps of chunks that are encoded. It hands this on from run to run, and is asked for it twice a second while
 * somebody watches: 600 chunks in 8 lanes are less than 150 KB.
 */

/**
 * Of one chunk in one lane: its index; the attempt that made it, from 1; whether nothing had to be encoded; seconds from
 * that attempt's start to its report; who made it, as a place in {@link ChunkFacts.workers}. `null` where nobody said.
 */
export type ChunkFact = readonly [
  chunk: number,
  attempt: number,
  reused: boolean,
  seconds: number | null,
  worker: number | null,
];

/** The chunk that a job failed by. */
export interface FailedChunk {
  readonly lane: string;
  readonly chunk: number;
  /** Why its last attempt failed. */
  readonly trouble: string;
}

export interface ChunkFacts {
  /** By lane, in the order in which they were finished. */
  readonly done: Readonly<Record<string, readonly ChunkFact[]>>;
  readonly workers: readonly string[];
  readonly failed: FailedChunk | null;
}
