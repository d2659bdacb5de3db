import type {
  MeasuredLane,
  MeasuredQuality,
  PublishedRendition,
  QualityTarget,
  QualityWork,
  RenditionResult,
} from '../core/index.ts';

/** What a job knows of its quality: what was wished for, and what was measured. */
export class QualityRecord {
  /** By the rendition's name. */
  targets: Readonly<Record<string, QualityTarget>> = {};
  #measured: Readonly<Record<string, MeasuredQuality>> = {};
  #cpuSeconds: number | null = 0;

  /** Forgets what was found of a plan that was given up; the work was done all the same. */
  reset(): void {
    this.targets = {};
    this.#measured = {};
  }

  /** Counts the work of an activity that compares with the source. */
  worked({ cpuSeconds }: QualityWork): void {
    this.#cpuSeconds = this.#cpuSeconds === null || cpuSeconds === null ? null : this.#cpuSeconds + cpuSeconds;
  }

  /** Takes down what a lane is like. */
  measured({ quality }: MeasuredLane): void {
    this.#measured = { ...this.#measured, ...quality };
  }

  get cpuSeconds(): number | null {
    return this.#cpuSeconds === null ? null : Math.round(this.#cpuSeconds * 100) / 100;
  }

  describe(rendition: PublishedRendition): RenditionResult {
    const target = this.targets[rendition.name];
    const quality = this.#measured[rendition.name] ?? null;
    return { ...rendition, quality, ...(target ? { target } : {}) };
  }
}
