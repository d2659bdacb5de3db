import type { Chunk, ChunkFact, ChunkFacts, EncodeChunkResult, FailedChunk, Lane } from '../core/index.ts';

/** What a job knows of its chunks: which are finished, and how that came about. */
export class ChunkRecord {
  readonly #done = new Map<string, Map<number, ChunkFact>>();
  /** By name, with the place that facts know them by. */
  readonly #workers: Map<string, number>;
  #failed: FailedChunk | null;

  /**
   * @param finished indices of finished chunks, by lane
   * @param facts more about them, where an earlier run kept it
   */
  constructor(finished: Readonly<Record<string, readonly number[]>> = {}, facts?: ChunkFacts) {
    this.#workers = new Map(facts?.workers.map((name, place) => [name, place]));
    this.#failed = facts?.failed ?? null;
    for (const [lane, chunks] of Object.entries(finished)) {
      const known = new Map(facts?.done[lane]?.map((fact) => [fact[0], fact]));
      this.#done.set(lane, new Map(chunks.map((chunk) => [chunk, known.get(chunk) ?? [chunk, 1, false, null, null]])));
    }
  }

  /** Indices of finished chunks, by lane. */
  get finished(): ReadonlyMap<string, ReadonlyMap<number, ChunkFact>> {
    return this.#done;
  }

  get facts(): ChunkFacts {
    const done = Object.fromEntries([...this.#done].map(([lane, chunks]) => [lane, [...chunks.values()]]));
    return { done, workers: [...this.#workers.keys()], failed: this.#failed };
  }

  clear(): void {
    this.#done.clear();
    this.#workers.clear();
    this.#failed = null;
  }

  has(lane: string, chunk: number): boolean {
    return this.#done.get(lane)?.has(chunk) ?? false;
  }

  finish(lane: string, { index }: Chunk, { attempt, reused, seconds, worker }: EncodeChunkResult): void {
    const chunks = this.#done.get(lane) ?? new Map<number, ChunkFact>();
    const tenths = seconds === undefined ? null : Math.round(seconds * 10) / 10;
    this.#done.set(lane, chunks.set(index, [index, attempt, reused, tenths, this.#place(worker)]));
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

  #place(worker: string | undefined): number | null {
    if (worker === undefined) return null;
    const place = this.#workers.get(worker) ?? this.#workers.size;
    this.#workers.set(worker, place);
    return place;
  }
}
