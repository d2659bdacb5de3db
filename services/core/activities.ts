import type { AcceptedSource } from './acceptance.ts';
import type { SourceAccess } from './access.ts';
import type { CaptionFileInput, CaptionsInput, TextTrack } from './captions.ts';
import type { Chunk } from './chunk-plan.ts';
import type { EncoderOffer } from './encoders.ts';
import type { FrameGrid } from './grid.ts';
import type { RenditionHash, VideoId } from './ids.ts';
import type { JobStatus, PublishedRendition } from './job.ts';
import type { LoudnessResult } from './loudness.ts';
import type { SourceObject, SourceTrack, StoredObject, WebObject } from './plan.ts';
import type { MeasuredLane, MeasureQualityInput, SampledQuality, SampleQualityInput } from './quality-work.ts';
import type { Rational } from './rational.ts';
import type { AudioRendition, VideoCodec, VideoRendition } from './rendition.ts';
import type { JobSpec } from './spec/job-spec.ts';
import type { Verification } from './verify.ts';
import type { WatermarkImage } from './watermark.ts';

/*
 * The contract between the workflow and the workers, which are deployed apart. Payloads are keys and plans, never media
 * or reports: each stays below 100 KB (50 KB with 500 chunks and 20 renditions).
 */

/** Where a user said that the source is; `name` is what to call it. */
export type JobSource =
  | { readonly bucket: string; readonly key: string; readonly name: string }
  | { readonly url: string; readonly name: string };

/** A source that can be read at any place: an object, whose version is not looked up yet, or a file on the web. */
export type SourcePlace = Pick<StoredObject, 'bucket' | 'key'> | WebObject;

export interface FindSourceInput {
  readonly videoId: VideoId;
  readonly url: string;
}

/** A source to look at before there is a job of it. */
export type InspectInput = Pick<StoredObject, 'bucket' | 'key'> | { readonly url: string };

export interface WatermarkInput {
  readonly videoId: VideoId;
  /** An `s3://` or `https://` address. */
  readonly image: string;
}

/** The argument of `VideoWorkflow`. */
export interface VideoJob {
  readonly videoId: VideoId;
  readonly source: JobSource;
  readonly spec: JobSpec;
  /** Whether Fanout put the source there, and may remove it when it is refused. */
  readonly ownsSource: boolean;
  /** Set when the video is complete, and is to be changed. */
  readonly revision?: Revision;
  /** How many jobs of its tenant may run at once; as many as there are when left out. */
  readonly runningJobs?: number;
}

/** What there is of a complete video. */
export interface MadeVideo extends VerifyInput {
  readonly text: readonly TextTrack[];
}

/** Renditions to add to a complete video, or to encode anew. */
export interface Revision {
  readonly what: 'add' | 'redo';
  /** By name, at least one. */
  readonly renditions: readonly string[];
  /** The video as it is, and stays until the change is complete. */
  readonly before: JobStatus;
  readonly made: MadeVideo;
}

/** The object at {@link jobKey}. */
export interface FinishedJob {
  readonly job: VideoJob;
  readonly made: MadeVideo;
}

export interface DiscardLaterInput {
  readonly afterMs: number;
  readonly discard: DiscardInput;
}

export interface ExtractedMetadata {
  readonly source: SourceObject;
  readonly facts: AcceptedSource;
  /** The first way of reading it to try. */
  readonly access: SourceAccess;
  /** Fields were found in sampled frames. */
  readonly interlaced: boolean;
  /** Codecs of sound tracks that nothing here decodes. */
  readonly silent: readonly string[];
  /** ffmpeg's version, which all workers of this job must share. */
  readonly encoderVersion: string;
  /** What that ffmpeg can encode. */
  readonly codecs: readonly VideoCodec[];
}

export interface IndexedSource {
  readonly source: SourceObject;
  readonly facts: AcceptedSource;
}

export interface MeasureInput {
  readonly source: SourceObject;
  readonly track: SourceTrack;
  readonly rate: Rational;
}

/** What decoding the whole of a source found. */
export interface MeasuredSource {
  /** Timestamp of the first picture that can be decoded, in ticks of the track: frame 0 of the grid. */
  readonly startTicks: number;
  /** Frames of the grid from there to the end, at least 1. */
  readonly frames: number;
  /** There is one picture only, and it lasts no time. */
  readonly momentary: boolean;
}

/** A finished rendition, or more that belong together, to make another output of without encoding them again. */
export interface FinishedInput {
  readonly videoId: VideoId;
  readonly grid: FrameGrid;
  readonly chunks: readonly Chunk[];
  readonly video: VideoRendition | null;
  readonly audio: readonly AudioRendition[];
}

export interface EncodeChunkInput {
  readonly videoId: VideoId;
  readonly source: SourceObject;
  readonly track: SourceTrack;
  readonly grid: FrameGrid;
  readonly lane: string;
  readonly renditions: readonly VideoRendition[];
  readonly chunk: Chunk;
  /** Decodes to the end of the source, wherever that is. */
  readonly openEnd: boolean;
  readonly encoderVersion: string;
  readonly twins: Twins;
}

/** What an encoding activity took. */
export interface EncodeWork {
  readonly attempt: number;
  /** Nothing was encoded: every report was there already. */
  readonly reused: boolean;
  readonly cpuSeconds: number | null;
  readonly sourceBytesRead: number;
}

export interface EncodeChunkResult extends EncodeWork {
  /** End of the last frame that was encoded: what the source really holds, when this is the last chunk. */
  readonly endFrame: number;
  /** Frames of the source that came out of the decoder damaged, a second around the chunk included; a hundred at most. */
  readonly damagedFrames: number;
  /** From the attempt's start to its report. Like the next, left out by workers of earlier versions. */
  readonly seconds?: number;
  /** Who did it, as Temporal calls it. */
  readonly worker?: string;
}

export interface EncodeAudioInput {
  readonly videoId: VideoId;
  readonly source: SourceObject;
  readonly track: SourceTrack;
  readonly grid: FrameGrid;
  readonly rendition: AudioRendition;
  readonly chunks: readonly Chunk[];
  /** The picture may end a little earlier or later than planned: {@link MetadataActivities.endSound} cuts the sound then. */
  readonly openEnd: boolean;
  readonly encoderVersion: string;
  readonly twins: Twins;
}

export interface EndSoundInput {
  readonly videoId: VideoId;
  readonly grid: FrameGrid;
  readonly rendition: AudioRendition;
  /** The last one. */
  readonly chunk: Chunk;
  /** Where the picture turned out to end. */
  readonly endFrame: number;
}

export interface EncodeAudioResult extends EncodeWork {
  /** `null` where it was not asked for. */
  readonly loudness: LoudnessResult | null;
}

export interface PublishInput {
  readonly videoId: VideoId;
  readonly grid: FrameGrid;
  readonly video: readonly VideoRendition[];
  readonly audio: readonly AudioRendition[];
  /** Chunks from the first that are finished in every lane. */
  readonly readyChunks: number;
  /** Whether these are all. */
  readonly final: boolean;
  readonly outputs: JobSpec['outputs'];
  readonly text: readonly TextTrack[];
}

export interface PublishResult {
  /** Chunks that the playlists now name: fewer than asked for while the sound of some is still being made. */
  readonly publishedChunks: number;
  readonly renditions: readonly PublishedRendition[];
}

export interface VerifyInput {
  readonly videoId: VideoId;
  readonly grid: FrameGrid;
  readonly chunks: readonly Chunk[];
  readonly video: readonly VideoRendition[];
  readonly audio: readonly AudioRendition[];
}

export interface WriteResultInput extends FinishedJob {
  readonly status: JobStatus;
}

export interface TwinsInput {
  readonly videoId: VideoId;
  readonly tenant: string;
  readonly hashes: readonly RenditionHash[];
}

/** Videos that have, or are making, the same bytes: by the rendition's hash, only where there are any. */
export type Twins = Readonly<Record<string, readonly VideoId[]>>;

export interface DiscardInput {
  readonly videoId: VideoId;
  /** Renditions that others are not to look for here any more. */
  readonly twins?: Omit<TwinsInput, 'videoId'>;
  /** An uploaded source to remove as well. */
  readonly source: Pick<StoredObject, 'bucket' | 'key'> | null;
  /** Other uploads to remove with it. */
  readonly attachments?: readonly Pick<StoredObject, 'bucket' | 'key'>[];
  /** Only these folders of the video; all of it when left out. */
  readonly folders?: readonly string[];
}

/** Activities of `metadata-queue`. */
export interface MetadataActivities {
  /** Finds a source on the web, and copies it where it can only be read as a whole. */
  findSource(input: FindSourceInput): Promise<SourcePlace>;
  extractMetadata(source: SourcePlace): Promise<ExtractedMetadata>;
  /** The same of a source that has no job. Writes nothing. */
  inspectSource(input: InspectInput): Promise<ExtractedMetadata>;
  /** Makes of somebody's image one that encoders can use. */
  prepareWatermark(input: WatermarkInput): Promise<WatermarkImage>;
  /** Cuts a sound track where the picture ends. */
  endSound(input: EndSoundInput): Promise<void>;
  /** Makes known which renditions a video is about to have. @returns who else has them */
  findTwins(input: TwinsInput): Promise<Twins>;
  publish(input: PublishInput): Promise<PublishResult>;
  verify(input: VerifyInput): Promise<Verification>;
  writeResult(input: WriteResultInput): Promise<void>;
  indexSource(input: ExtractedMetadata & { readonly videoId: VideoId }): Promise<IndexedSource>;
  extractCaptions(input: CaptionsInput): Promise<readonly TextTrack[]>;
  publishCaptionFile(input: CaptionFileInput): Promise<TextTrack>;
  discard(input: DiscardInput): Promise<void>;
}

/** Activities of `transcode-queue`, and of `transcode-cpu-queue`. */
export interface TranscodeActivities {
  /** What a worker of the queue can encode with. */
  offerEncoder(): Promise<EncoderOffer>;
  /** Joins a rung and its sound in one MP4, or sound alone in an M4A. @returns its path */
  joinFile(input: FinishedInput): Promise<string>;
  renderPoster(input: FinishedInput): Promise<string>;
  renderStoryboard(input: FinishedInput): Promise<readonly string[]>;
  /** Decodes the whole once. */
  measureSource(input: MeasureInput): Promise<MeasuredSource>;
  sampleQuality(input: SampleQualityInput): Promise<SampledQuality>;
  measureQuality(input: MeasureQualityInput): Promise<MeasuredLane>;
  encodeChunk(input: EncodeChunkInput): Promise<EncodeChunkResult>;
  encodeAudio(input: EncodeAudioInput): Promise<EncodeAudioResult>;
}
