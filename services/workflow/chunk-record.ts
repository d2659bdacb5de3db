import {
  type Chunk,
  type ChunkFact,
  type ChunkFacts,
  type EncodeChunkResult,
  type FactsByLane,
  type FailedChunk,
  type Lane,
  packFacts,
  unpackFacts,
} from '../core/index.ts';

/** What a job knows of its chunks: which are finished, and how that came about. */
export class ChunkRecord {
  readonly #done: Map<string, Map<number, ChunkFact>>;
  #failed: FailedChunk | null;

  /**
   * @param finished indices of finished chunks, by lane
   * @param facts more about them; `null` where an earlier version did not keep it
   */
  constructor(finished: ChunkFacts['finished'] = {}, facts: Omit<ChunkFacts, 'finished'> | null = null) {
    const { made, workers, failed } = facts ?? { made: {}, workers: [], failed: null };
    this.#done = unpackFacts({ finished, made, workers, failed });
    this.#failed = failed;
  }

  get finished(): FactsByLane {
    return this.#done;
  }

  get facts(): ChunkFacts {
    return packFacts(this.#done, this.#failed);
  }

  clear(): void {
    this.#done.clear();
    this.#failed = null;
  }

  has(lane: string, chunk: number): boolean {
    return this.#done.get(lane)?.has(chunk) ?? false;
  }

  finish(lane: string, { index }: Chunk, { attempt, reused, seconds, worker }: EncodeChunkResult): void {
    const chunks = this.#done.get(lane) ?? new Map<number, ChunkFact>();
    const tenths = seconds === undefined ? null : Math.round(seconds * 10) / 10;
    this.#done.set(lane, chunks.set(index, { attempt, reused, seconds: tenths, worker: worker ?? null }));
  }

  /** Takes down the first that fails: the others end because of it. */
  fail(lane: string, { index }: Chunk, trouble: string): void {
    this.#failed ??= { lane, chunk: index, trouble };
  }

  /** How many of these chunks, from the first on, are finished in every lane. */
  ready(chunks: readonly Chunk[], lanes: readonly Lane[]): number {
    const first = chunks.findIndex(({ index }) => !lanes.every(({ name }) => this.has(name, index)));
    return first < 0 ? chunks.length : first;
  }
}
