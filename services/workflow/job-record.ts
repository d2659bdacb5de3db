import {
  type AudioRendition,
  type AudioResult,
  bareStatus,
  type Chunk,
  type ChunkFacts,
  DASH_MANIFEST,
  type EncodeAudioResult,
  type EncodeChunkResult,
  type ErrorReport,
  type GridPlan,
  HLS_MASTER,
  type JobState,
  type JobStatus,
  jobProgress,
  type PublishResult,
  type Verification,
  type VideoJob,
  type VideoPlan,
} from '../core/index.ts';
import { ChunkRecord } from './chunk-record.ts';
import { notesOn, type Planned, summarizeSource } from './job-summary.ts';
import { QualityRecord, type QualityState } from './quality-record.ts';
import { type TallyState, WorkTally } from './work-tally.ts';

interface Note {
  readonly what: string;
  readonly why: string;
}

/** What a run of the workflow hands on to the next one of the same job: plain, and less than 100 KB. */
export interface RecordState {
  /** Indices of finished chunks, by lane. */
  readonly finished: Readonly<Record<string, readonly number[]>>;
  /** More about them; left out by runs of earlier versions. */
  readonly chunks?: Omit<ChunkFacts, 'finished'>;
  readonly damagedFrames: number;
  readonly loudness: Readonly<Record<string, EncodeAudioResult['loudness']>>;
  readonly files: readonly string[];
  readonly notes: readonly Note[];
  readonly tally: TallyState;
  readonly quality: QualityState;
  readonly renditions: PublishResult['renditions'];
  readonly firstPlayableMs: number | null;
}

/** All that a job knows of itself, kept while it runs; its status is made from it on demand. */
export class JobRecord {
  state: JobState = 'queued';
  error: ErrorReport | null = null;
  verification: Verification | null = null;
  totalMs: number | null = null;
  /** Called when a chunk is finished. */
  onProgress: () => void = () => {};
  /** Called when there is more to be played. */
  onPlayable: () => void = () => {};
  readonly chunks: ChunkRecord;
  readonly quality: QualityRecord;
  readonly #job: VideoJob;
  readonly #startedAt: number;
  readonly #tally: WorkTally;
  #planned: Planned | null = null;
  #damagedFrames: number;
  #loudness: Record<string, EncodeAudioResult['loudness']>;
  #files: Set<string>;
  #notes: readonly Note[];
  #renditions: PublishResult['renditions'];
  #firstPlayableMs: number | null;

  /**
   * @param startedAt when the job's first run started, in milliseconds since 1970
   * @param before what an earlier run of the same job knew
   */
  constructor(job: VideoJob, startedAt: number, before?: RecordState) {
    this.#job = job;
    this.#startedAt = startedAt;
    this.chunks = new ChunkRecord(before?.finished, before?.chunks);
    this.#damagedFrames = before?.damagedFrames ?? 0;
    this.#loudness = { ...before?.loudness };
    this.#files = new Set(before?.files);
    this.#notes = before?.notes ?? [];
    this.#tally = new WorkTally(before?.tally);
    this.quality = new QualityRecord(before?.quality);
    this.#renditions = before?.renditions ?? [];
    this.#firstPlayableMs = before?.firstPlayableMs ?? null;
  }

  get snapshot(): RecordState {
    const { finished, ...chunks } = this.chunks.facts;
    return {
      finished,
      chunks,
      damagedFrames: this.#damagedFrames,
      loudness: this.#loudness,
      files: [...this.#files],
      notes: this.#notes,
      tally: this.#tally.state,
      quality: this.quality.state,
      renditions: this.#renditions,
      firstPlayableMs: this.#firstPlayableMs,
    };
  }

  get plan(): VideoPlan | null {
    return this.#planned?.plan ?? null;
  }

  /** What of the plan a grid is drawn from: the rest is of no use to whoever looks, twice a second. */
  get gridPlan(): GridPlan | null {
    if (!this.plan) return null;
    const { grid, chunks, lanes } = this.plan;
    return {
      grid,
      chunks,
      lanes: lanes.map(({ name, renditions }) => ({
        name,
        renditions: renditions.map(({ name, codec, width, height }) => ({ name, codec, width, height })),
      })),
    };
  }

  /** Takes a plan, the same again after a pause. */
  planned(planned: Planned): void {
    this.#planned = planned;
  }

  /** Forgets a plan that did not work out, with all that was finished of it. */
  startOver(): void {
    this.#planned = null;
    this.chunks.clear();
    this.#damagedFrames = 0;
    this.#loudness = {};
    this.#files.clear();
    this.#notes = [];
    this.quality.reset();
    this.#renditions = [];
    this.#firstPlayableMs = null;
  }

  /** Takes down files that were made. */
  made(paths: string | readonly string[]): void {
    for (const path of typeof paths === 'string' ? [paths] : paths) this.#files.add(path);
  }

  /** Takes down what could not be made, and is not vital. */
  degrade(what: string, why: string): void {
    const known = this.#notes.some((note) => note.what === what && note.why === why);
    if (!known) this.#notes = [...this.#notes, { what, why }];
  }

  isFinished(lane: string, chunk: Chunk): boolean {
    return this.chunks.has(lane, chunk.index);
  }

  /** Counts a chunk's work: it is finished in that lane. */
  encoded(result: EncodeChunkResult, at: { readonly lane: string; readonly chunk: Chunk }): void {
    this.#tally.add(result, true);
    this.chunks.finish(at.lane, at.chunk, result);
    // All lanes decode the same.
    if (at.lane === this.plan?.lanes[0]?.name) this.#damagedFrames += result.damagedFrames;
    this.onProgress();
  }

  /** Counts a sound track's work, and takes down how loud it is. */
  sounded({ name }: AudioRendition, result: EncodeAudioResult): void {
    this.#tally.add(result, false);
    this.#loudness[name] = result.loudness;
  }

  published({ renditions }: PublishResult): void {
    this.#renditions = renditions;
    this.#firstPlayableMs ??= this.sinceStart();
    this.onPlayable();
  }

  /** Milliseconds. */
  sinceStart(): number {
    return Date.now() - this.#startedAt;
  }

  /** Chunks from the first on that are finished in every lane. */
  readyChunks(): number {
    return this.plan ? this.chunks.ready(this.plan.chunks, this.plan.lanes) : 0;
  }

  status(): JobStatus {
    const { plan } = this;
    const { videoId, spec } = this.#job;
    const { sourceBytes, cpuSeconds, ...counts } = this.#tally.state;
    return {
      ...bareStatus(videoId, this.state),
      tenant: spec.tenant,
      metadata: spec.metadata,
      dash: this.verification && spec.outputs.includes('dash') ? DASH_MANIFEST : null,
      hls: this.#firstPlayableMs === null ? null : HLS_MASTER,
      files: [...this.#files].sort(),
      source: this.#planned && summarizeSource(this.#job, this.#planned),
      renditions: this.#renditions.map((rendition) => this.quality.describe(rendition)),
      audio: (plan?.audio ?? []).map((track) => this.#audio(track)),
      skipped: plan?.skipped ?? [],
      degraded: [...(this.#planned ? notesOn(this.#job, this.#planned, this.#damagedFrames) : []), ...this.#notes],
      timings: { firstPlayableMs: this.#firstPlayableMs, totalMs: this.totalMs },
      work: {
        chunks: plan ? plan.chunks.length * plan.lanes.length : 0,
        ...counts,
        sourceBytesRead: sourceBytes + this.quality.state.sourceBytesRead,
        cpuSeconds: cpuSeconds === null ? null : Math.round(cpuSeconds * 100) / 100,
        qualityCpuSeconds: this.quality.cpuSeconds,
      },
      verification: this.verification,
      ...(plan ? { progress: jobProgress(plan, this.chunks.finished) } : {}),
      ...(this.error ? { error: this.error } : {}),
    };
  }

  #audio({ name, language, channels, bitrate }: AudioRendition): AudioResult {
    return { name, language, channels, bitrate, loudness: this.#loudness[name] ?? null };
  }
}
