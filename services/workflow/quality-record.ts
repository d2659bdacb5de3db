import type {
  MeasuredLane,
  MeasuredQuality,
  PublishedRendition,
  QualityTarget,
  QualityWork,
  RenditionResult,
} from '../core/index.ts';

export interface QualityState {
  /** By the rendition's name. */
  readonly targets: Readonly<Record<string, QualityTarget>>;
  readonly measured: Readonly<Record<string, MeasuredQuality>>;
  readonly sourceBytesRead: number;
  readonly cpuSeconds: number | null;
}

const NOTHING: QualityState = { targets: {}, measured: {}, sourceBytesRead: 0, cpuSeconds: 0 };

/** What a job knows of its quality: what was wished for, and what was measured. */
export class QualityRecord {
  #state: QualityState;

  constructor(state: QualityState = NOTHING) {
    this.#state = state;
  }

  get state(): QualityState {
    return this.#state;
  }

  /** Forgets what was found of a plan that was given up; the work was done all the same. */
  reset(): void {
    this.#state = { ...this.#state, targets: {}, measured: {} };
  }

  wished(targets: QualityState['targets']): void {
    this.#state = { ...this.#state, targets };
  }

  /** Counts the work of an activity that compares with the source. */
  worked({ cpuSeconds, sourceBytesRead }: QualityWork): void {
    const before = this.#state;
    this.#state = {
      ...before,
      sourceBytesRead: before.sourceBytesRead + sourceBytesRead,
      cpuSeconds: before.cpuSeconds === null || cpuSeconds === null ? null : before.cpuSeconds + cpuSeconds,
    };
  }

  /** Takes down what a finished lane is like, and the work of finding out. */
  measured(lane: MeasuredLane): void {
    this.worked(lane);
    this.#state = { ...this.#state, measured: { ...this.#state.measured, ...lane.quality } };
  }

  get cpuSeconds(): number | null {
    const { cpuSeconds } = this.#state;
    return cpuSeconds === null ? null : Math.round(cpuSeconds * 100) / 100;
  }

  describe(rendition: PublishedRendition): RenditionResult {
    const target = this.#state.targets[rendition.name];
    const quality = this.#state.measured[rendition.name] ?? null;
    return { ...rendition, quality, ...(target ? { target } : {}) };
  }
}
