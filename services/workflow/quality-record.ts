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
  sourceBytesRead = 0;
  #measured: Readonly<Record<string, MeasuredQuality>> = {};
  #cpuSeconds: number | null = 0;

  /** Forgets what was found of a plan that was given up; the work was done all the same. */
  reset(): void {
    this.targets = {};
    this.#measured = {};
  }

  /** Counts the work of an activity that compares with the source. */
  worked({ cpuSeconds, sourceBytesRead }: QualityWork): void {
    this.sourceBytesRead += sourceBytesRead;
    this.#cpuSeconds = this.#cpuSeconds === null || cpuSeconds === null ? null : this.#cpuSeconds + cpuSeconds;
  }

  /** Takes down what a finished lane is like, and the work of finding out. */
  measured(lane: MeasuredLane): void {
    this.worked(lane);
    this.#measured = { ...this.#measured, ...lane.quality };
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
