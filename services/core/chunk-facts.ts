/** How a chunk of a lane was made. */
export interface ChunkFact {
  /** That made it, from 1. */
  readonly attempt: number;
  /** Nothing had to be encoded. */
  readonly reused: boolean;
  /** From that attempt's start to its report; `null` where nobody said. */
  readonly seconds: number | null;
  /** Who made it; `null` where nobody said. */
  readonly worker: string | null;
}

/** The chunk that a job failed by. */
export interface FailedChunk {
  readonly lane: string;
  readonly chunk: number;
  /** Why its last attempt failed. */
  readonly trouble: string;
}

/**
 * What a job keeps of its chunks, packed: it is handed on from run to run, and asked for twice a second while somebody watches.
 * Of 600 chunks in 8 lanes it is 70 KB.
 */
export interface ChunkFacts {
  /** Indices of finished chunks, by lane. */
  readonly finished: Readonly<Record<string, readonly number[]>>;
  readonly made: Readonly<Record<string, PackedFacts>>;
  /** What workers are called. */
  readonly workers: readonly string[];
  readonly failed: FailedChunk | null;
}

/** Of one lane. */
export interface PackedFacts {
  /** In the order of its finished chunks; so are the workers, by their places in {@link ChunkFacts.workers}. */
  readonly seconds: readonly (number | null)[];
  readonly workers: readonly (number | null)[];
  /** Chunks that another attempt than the first made, and which. */
  readonly attempts: readonly (readonly [chunk: number, attempt: number])[];
  readonly reused: readonly number[];
}

/** By lane and chunk. */
export type FactsByLane = ReadonlyMap<string, ReadonlyMap<number, ChunkFact>>;

export function packFacts(lanes: FactsByLane, failed: FailedChunk | null): ChunkFacts {
  const places = new Map<string, number>();
  const placeOf = (worker: string | null) => {
    if (worker === null) return null;
    const place = places.get(worker) ?? places.size;
    places.set(worker, place);
    return place;
  };
  const made = [...lanes].map(([lane, chunks]): [string, PackedFacts] => [
    lane,
    {
      seconds: [...chunks.values()].map(({ seconds }) => seconds),
      workers: [...chunks.values()].map(({ worker }) => placeOf(worker)),
      attempts: [...chunks].flatMap(([chunk, { attempt }]) => (attempt > 1 ? [[chunk, attempt] as const] : [])),
      reused: [...chunks].flatMap(([chunk, { reused }]) => (reused ? [chunk] : [])),
    },
  ]);
  return {
    finished: Object.fromEntries([...lanes].map(([lane, chunks]) => [lane, [...chunks.keys()]])),
    made: Object.fromEntries(made),
    workers: [...places.keys()],
    failed,
  };
}

/** @param packed of chunks that are only known to be finished, the first attempt is taken to have made them */
export function unpackFacts({ finished, made, workers }: ChunkFacts): Map<string, Map<number, ChunkFact>> {
  const lanes = Object.entries(finished).map(([lane, chunks]): [string, Map<number, ChunkFact>] => {
    const packed = made[lane];
    const attempts = new Map(packed?.attempts);
    const reused = new Set(packed?.reused);
    const facts = chunks.map((chunk, i): [number, ChunkFact] => {
      const seconds = packed?.seconds[i] ?? null;
      const worker = workers[packed?.workers[i] ?? -1] ?? null;
      return [chunk, { attempt: attempts.get(chunk) ?? 1, reused: reused.has(chunk), seconds, worker }];
    });
    return [lane, new Map(facts)];
  });
  return new Map(lanes);
}
