import type { EncodeWork } from '../core/index.ts';

export interface TallyState {
  readonly encoded: number;
  readonly reused: number;
  readonly retried: number;
  readonly sourceBytes: number;
  readonly cpuSeconds: number | null;
}

const NOTHING: TallyState = { encoded: 0, reused: 0, retried: 0, sourceBytes: 0, cpuSeconds: 0 };

/** Adds up what encoding took. */
export class WorkTally {
  #state: TallyState;

  constructor(state: TallyState = NOTHING) {
    this.#state = state;
  }

  get state(): TallyState {
    return this.#state;
  }

  /** @param isChunk one that counts as encoded or reused */
  add(work: EncodeWork, isChunk: boolean): void {
    const { encoded, reused, retried, sourceBytes, cpuSeconds } = this.#state;
    this.#state = {
      encoded: encoded + Number(isChunk && !work.reused),
      reused: reused + Number(isChunk && work.reused),
      retried: retried + work.attempt - 1,
      sourceBytes: sourceBytes + work.sourceBytesRead,
      cpuSeconds: cpuSeconds === null || work.cpuSeconds === null ? null : cpuSeconds + work.cpuSeconds,
    };
  }
}
