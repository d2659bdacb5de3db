import {
  type AudioRendition,
  type AudioResult,
  bareStatus,
  type Chunk,
  DASH_MANIFEST,
  type EncodeAudioResult,
  type EncodeChunkResult,
  type EncodeWork,
  type ErrorReport,
  type ExtractedMetadata,
  HLS_MASTER,
  type JobState,
  type JobStatus,
  jobProgress,
  type PublishedRendition,
  rationalText,
  type SourceAccess,
  sourceNotes,
  toNumber,
  type Verification,
  type VideoJob,
  type VideoPlan,
  videoRenditions,
} from '../core/index.ts';
import type { ChosenQuality } from './quality.ts';
import { QualityRecord } from './quality-record.ts';

/** All that a job knows of itself, kept while it runs; its status is made from it on demand. */
export class JobRecord {
  state: JobState = 'queued';
  plan: VideoPlan | null = null;
  error: ErrorReport | null = null;
  verification: Verification | null = null;
  renditions: readonly PublishedRendition[] = [];
  firstPlayableMs: number | null = null;
  totalMs: number | null = null;
  readonly quality = new QualityRecord();
  readonly #job: VideoJob;
  readonly #finished = new Map<string, Set<number>>();
  #damagedFrames = 0;
  readonly #loudness = new Map<string, EncodeAudioResult['loudness']>();
  #metadata: ExtractedMetadata | null = null;
  #access: SourceAccess | null = null;
  #files: string[] = [];
  #notes: { readonly what: string; readonly why: string }[] = [];
  #encoded = 0;
  #reused = 0;
  #retried = 0;
  #sourceBytes = 0;
  #cpuSeconds: number | null = 0;

  constructor(job: VideoJob) {
    this.#job = job;
  }

  /**
   * Takes a plan; another one before it, which did not work out, is forgotten with all that was finished of it.
   * @param chosen where its rate factors come from, if not from the spec
   */
  planned(metadata: ExtractedMetadata, access: SourceAccess, plan: VideoPlan, chosen: ChosenQuality | null): void {
    this.#metadata = metadata;
    this.#access = access;
    this.plan = plan;
    this.#finished.clear();
    this.#damagedFrames = 0;
    this.#loudness.clear();
    this.#files = [];
    this.#notes = (chosen?.problems ?? []).map((why) => ({ what: 'quality', why }));
    this.quality.reset();
    this.quality.targets = chosen?.targets ?? {};
    this.renditions = [];
    this.firstPlayableMs = null;
  }

  /** Seconds of the source before frame 0. */
  get clipStart(): number {
    return this.#job.spec.clip.start;
  }

  /** Takes down files that were made. */
  made(paths: string | readonly string[]): void {
    this.#files.push(...(typeof paths === 'string' ? [paths] : paths));
  }

  /** Takes down what could not be made, and is not vital. */
  degrade(what: string, why: string): void {
    this.#notes.push({ what, why });
  }

  /** Counts an encoding activity's work; with a lane and a chunk, the chunk is finished in that lane. */
  worked(work: EncodeWork, at?: { readonly lane: string; readonly chunk: Chunk }): void {
    this.#retried += work.attempt - 1;
    this.#sourceBytes += work.sourceBytesRead;
    this.#cpuSeconds =
      this.#cpuSeconds === null || work.cpuSeconds === null ? null : this.#cpuSeconds + work.cpuSeconds;
    if (!at) return;
    if (work.reused) this.#reused++;
    else this.#encoded++;
    const lane = this.#finished.get(at.lane) ?? new Set();
    this.#finished.set(at.lane, lane.add(at.chunk.index));
  }

  /** Counts a chunk's work: it is finished in that lane. */
  encoded(result: EncodeChunkResult, at: { readonly lane: string; readonly chunk: Chunk }): void {
    this.worked(result, at);
    // All lanes decode the same.
    if (at.lane === this.plan?.lanes[0]?.name) this.#damagedFrames += result.damagedFrames;
  }

  /** Counts a sound track's work, and takes down how loud it is. */
  sounded({ name }: AudioRendition, result: EncodeAudioResult): void {
    this.worked(result);
    this.#loudness.set(name, result.loudness);
  }

  /** Chunks from the first on that are finished in every lane. */
  readyChunks(): number {
    const { plan } = this;
    if (!plan) return 0;
    let ready = 0;
    while (ready < plan.chunks.length && plan.lanes.every((lane) => this.#finished.get(lane.name)?.has(ready))) ready++;
    return ready;
  }

  status(): JobStatus {
    const { plan } = this;
    const { videoId } = this.#job;
    return {
      ...bareStatus(videoId, this.state),
      dash: this.verification && this.#job.spec.outputs.includes('dash') ? DASH_MANIFEST : null,
      hls: this.firstPlayableMs === null ? null : HLS_MASTER,
      files: [...this.#files].sort(),
      source: this.#source(),
      renditions: this.renditions.map((rendition) => this.quality.describe(rendition)),
      audio: (plan?.audio ?? []).map((track) => this.#audio(track)),
      skipped: plan?.skipped ?? [],
      degraded: this.#degraded(),
      timings: { firstPlayableMs: this.firstPlayableMs, totalMs: this.totalMs },
      work: {
        chunks: plan ? plan.chunks.length * plan.lanes.length : 0,
        encoded: this.#encoded,
        reused: this.#reused,
        retried: this.#retried,
        sourceBytesRead: this.#sourceBytes + this.quality.sourceBytesRead,
        cpuSeconds: this.#cpuSeconds === null ? null : Math.round(this.#cpuSeconds * 100) / 100,
        qualityCpuSeconds: this.quality.cpuSeconds,
      },
      verification: this.verification,
      ...(plan ? { progress: jobProgress(plan, this.#finished) } : {}),
      ...(this.error ? { error: this.error } : {}),
    };
  }

  #audio({ name, language, channels, bitrate }: AudioRendition): AudioResult {
    return { name, language, channels, bitrate, loudness: this.#loudness.get(name) ?? null };
  }

  #source(): JobStatus['source'] {
    if (!this.#metadata || !this.plan || !this.#access) return null;
    const { facts } = this.#metadata;
    const { rate, frames } = this.plan.grid;
    const { video } = facts;
    const { start, end } = this.#job.spec.clip;
    const isWhole = start === 0 && end === undefined;
    return {
      name: this.#job.source.name,
      bytes: facts.bytes,
      container: facts.container,
      codec: video.codec,
      pixelFormat: video.pixelFormat,
      videoRange:
        video.colour.transfer === 'smpte2084' ? 'PQ' : video.colour.transfer === 'arib-std-b67' ? 'HLG' : 'SDR',
      width: video.width,
      height: video.height,
      rotation: video.rotation,
      interlaced: this.#metadata.interlaced,
      rate: rationalText(rate),
      // What was found is nearer the truth than what was promised, where all of it was looked at.
      durationSeconds: isWhole ? frames / toNumber(rate) : (video.durationSeconds ?? facts.durationSeconds ?? 0),
      audioTracks: facts.audio.length,
      videoStream: video.streamIndex,
      access: this.#access,
    };
  }

  #degraded(): JobStatus['degraded'] {
    const metadata = this.#metadata;
    if (!metadata || !this.plan) return this.#notes;
    const { clip, hdr } = this.#job.spec;
    const { grid } = this.plan;
    const isWhole = clip.start === 0 && clip.end === undefined;
    const notes = sourceNotes(metadata, {
      way: this.#access?.way ?? 'seek',
      foundSeconds: isWhole ? grid.frames / toNumber(grid.rate) : null,
      damagedFrames: this.#damagedFrames,
      hdrWanted: hdr === 'preserve',
      colours: videoRenditions(this.plan).map(({ colour }) => colour),
    });
    return [...notes, ...this.#notes];
  }
}
