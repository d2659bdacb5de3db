import type { SourceAccess } from './access.ts';
import type { ChunkFacts } from './chunk-facts.ts';
import type { ErrorReport } from './errors.ts';
import type { VideoId } from './ids.ts';
import type { GridPlan } from './job-grid.ts';
import type { SkippedRung } from './ladder.ts';
import type { LoudnessResult } from './loudness.ts';
import { BUCKETS, workflowId } from './names.ts';
import type { JobProgress } from './progress.ts';
import type { MeasuredQuality, QualitySample } from './quality.ts';
import type { JobSpec } from './spec/job-spec.ts';
import type { Verification } from './verify.ts';

export type JobState = 'queued' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled';

/** Whether a job will do nothing more by itself. */
export function isOver(state: JobState): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/** A change of a video that was complete, and what became of it. The video is as it was unless it is `completed`. */
export interface RevisionOutcome {
  readonly what: 'add' | 'redo';
  /** By name. */
  readonly renditions: readonly string[];
  readonly state: JobState;
  readonly error?: ErrorReport;
}

/** What a rendition's reports say of it. */
export interface PublishedRendition {
  readonly name: string;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly durationSeconds: number;
  readonly bytes: number;
  /** Frames per second, e.g. `24` or `30000/1001`. */
  readonly rate: string;
  /** As playlists name it, from the bitstream. */
  readonly codecs: string;
  /** `SDR`, `PQ` or `HLG`. */
  readonly videoRange: string;
  /** Bits per second of the largest segment, video only; and over the whole. */
  readonly bandwidth: number;
  readonly averageBandwidth: number;
  readonly encoder: string;
  /** The rate factor that was used, in the encoder's own scale. */
  readonly crf: number;
}

/** How a rendition's rate factor was chosen. */
export interface QualityTarget {
  /** SSIM. */
  readonly wished: number;
  readonly predicted: number;
  readonly samples: readonly QualitySample[];
}

export interface RenditionResult extends PublishedRendition {
  /** `null` until it is measured, and when it was not. */
  readonly quality: MeasuredQuality | null;
  /** There when an SSIM was asked for. */
  readonly target?: QualityTarget;
}

/** A sound track of the output. */
export interface AudioResult {
  readonly name: string;
  readonly language: string;
  readonly channels: number;
  /** Bits per second, as the encoder was asked. */
  readonly bitrate: number;
  /** `null` where it was not asked for, and until it is measured. */
  readonly loudness: LoudnessResult | null;
}

/** Facts about the source that a user wants to see again. */
export interface SourceSummary {
  readonly name: string;
  readonly bytes: number;
  readonly container: string;
  readonly codec: string;
  readonly pixelFormat: string;
  /** `SDR`, `PQ` or `HLG`. */
  readonly videoRange: string;
  /** As shown: upright, with square pixels. */
  readonly width: number;
  readonly height: number;
  /** Clockwise degrees by which it had to be turned. */
  readonly rotation: number;
  /** Fields were found in it. */
  readonly interlaced: boolean;
  /** Frames per second of the output. */
  readonly rate: string;
  /** Of all of it, whatever was cut out. */
  readonly durationSeconds: number;
  readonly audioTracks: number;
  /** Which stream of the file is its picture. */
  readonly videoStream: number;
  /** How its picture was read, and why so. */
  readonly access: SourceAccess;
}

export interface WorkSummary {
  /** Chunks of all lanes. */
  readonly chunks: number;
  readonly encoded: number;
  /** Found complete in the bucket, and not encoded again. */
  readonly reused: number;
  /** Attempts beyond the first, of all activities that encode. */
  readonly retried: number;
  /** Read from the source's store, after the workers' caches. */
  readonly sourceBytesRead: number;
  /** CPU seconds of ffmpeg while encoding; `null` where the system does not tell. */
  readonly cpuSeconds: number | null;
  /** The same of encoding samples and of comparing with the source. */
  readonly qualityCpuSeconds: number | null;
}

/** A job as `--json`, the API and `video.json` show it. */
export interface JobStatus {
  readonly videoId: VideoId;
  readonly workflowId: string;
  readonly state: JobState;
  /** As the spec says; missing where nothing but the state is known. */
  readonly tenant?: string;
  readonly metadata?: JobSpec['metadata'];
  /** The last change of a finished video, if there was one. */
  readonly revision?: RevisionOutcome;
  /** Where the paths below start: a folder or an `s3://` URL. */
  readonly output: string;
  /** There as soon as something can be played. */
  readonly hls: string | null;
  /** There when everything is encoded, if it was asked for. */
  readonly dash: string | null;
  /** What else was made, by path. */
  readonly files: readonly string[];
  readonly source: SourceSummary | null;
  readonly renditions: readonly RenditionResult[];
  readonly audio: readonly AudioResult[];
  readonly skipped: readonly SkippedRung[];
  readonly degraded: readonly { readonly what: string; readonly why: string }[];
  /** Milliseconds from the submit. */
  readonly timings: { readonly firstPlayableMs: number | null; readonly totalMs: number | null };
  readonly work: WorkSummary;
  readonly verification: Verification | null;
  readonly progress: JobProgress;
  /** Not computed in this version. */
  readonly cost: null;
  readonly error?: ErrorReport;
}

/** A job's own answer to whoever looks at it. */
export interface JobAnswer {
  readonly status: JobStatus;
  /** What a grid is drawn from; `null` before it is planned. */
  readonly plan: GridPlan | null;
  readonly facts: ChunkFacts;
}

/** The status of a job of which nothing is known but its state. */
export function bareStatus(videoId: VideoId, state: JobState, error?: ErrorReport): JobStatus {
  return {
    videoId,
    workflowId: workflowId(videoId),
    state,
    output: `s3://${BUCKETS.encoded}/${videoId}`,
    hls: null,
    dash: null,
    files: [],
    source: null,
    renditions: [],
    audio: [],
    skipped: [],
    degraded: [],
    timings: { firstPlayableMs: null, totalMs: null },
    work: {
      chunks: 0,
      encoded: 0,
      reused: 0,
      retried: 0,
      sourceBytesRead: 0,
      cpuSeconds: null,
      qualityCpuSeconds: null,
    },
    verification: null,
    progress: { percent: 0, rungs: [], chunksDone: 0, chunks: 0 },
    cost: null,
    ...(error ? { error } : {}),
  };
}
