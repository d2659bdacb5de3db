import {
  bareStatus,
  type Chunk,
  type EncodeWork,
  type ErrorReport,
  type ExtractedMetadata,
  HLS_MASTER,
  type JobState,
  type JobStatus,
  jobProgress,
  type RenditionResult,
  toNumber,
  type Verification,
  type VideoJob,
  type VideoPlan,
} from '../core/index.ts';

const HDR_TRANSFERS = ['smpte2084', 'arib-std-b67'];

/** All that a job knows of itself, kept while it runs; its status is made from it on demand. */
export class JobRecord {
  state: JobState = 'queued';
  plan: VideoPlan | null = null;
  error: ErrorReport | null = null;
  verification: Verification | null = null;
  renditions: readonly RenditionResult[] = [];
  firstPlayableMs: number | null = null;
  totalMs: number | null = null;
  readonly #job: VideoJob;
  readonly #finished = new Map<string, Set<number>>();
  #metadata: ExtractedMetadata | null = null;
  #encoded = 0;
  #reused = 0;
  #retried = 0;
  #sourceBytes = 0;
  #cpuSeconds: number | null = 0;

  constructor(job: VideoJob) {
    this.#job = job;
  }

  planned(metadata: ExtractedMetadata, plan: VideoPlan): void {
    this.#metadata = metadata;
    this.plan = plan;
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
      hls: this.firstPlayableMs === null ? null : HLS_MASTER,
      source: this.#source(),
      renditions: this.renditions,
      skipped: plan?.skipped ?? [],
      degraded: this.#degraded(),
      timings: { firstPlayableMs: this.firstPlayableMs, totalMs: this.totalMs },
      work: {
        chunks: plan ? plan.chunks.length * plan.lanes.length : 0,
        encoded: this.#encoded,
        reused: this.#reused,
        retried: this.#retried,
        sourceBytesRead: this.#sourceBytes,
        cpuSeconds: this.#cpuSeconds === null ? null : Math.round(this.#cpuSeconds * 100) / 100,
      },
      verification: this.verification,
      ...(plan ? { progress: jobProgress(plan, this.#finished) } : {}),
      ...(this.error ? { error: this.error } : {}),
    };
  }

  #source(): JobStatus['source'] {
    if (!this.#metadata || !this.plan) return null;
    const { facts } = this.#metadata;
    const { rate, frames } = this.plan.grid;
    return {
      name: this.#job.source.name,
      bytes: facts.bytes,
      container: facts.container,
      codec: facts.video.codec,
      width: facts.video.width,
      height: facts.video.height,
      rate: rate.den === 1 ? String(rate.num) : `${rate.num}/${rate.den}`,
      durationSeconds: frames / toNumber(rate),
      audioTracks: facts.audio.length,
    };
  }

  #degraded(): JobStatus['degraded'] {
    const transfer = this.#metadata?.facts.video.colour.transfer ?? '';
    return HDR_TRANSFERS.includes(transfer)
      ? [{ what: 'colour', why: `The source is HDR (${transfer}); this version does not tone-map, so it looks flat.` }]
      : [];
  }
}
