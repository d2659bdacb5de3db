import type { Chunk } from './chunk-plan.ts';
import type { FrameGrid, FrameRange } from './grid.ts';
import type { VideoId } from './ids.ts';
import type { SourceObject, SourceTrack } from './plan.ts';
import type { MeasuredQuality, QualitySample } from './quality.ts';
import type { VideoRendition } from './rendition.ts';

/* What the activities that compare with the source are asked, and what they answer. */

/** One place of the source, to be encoded at several rate factors by the renditions of one lane. */
export interface SampleQualityInput {
  readonly videoId: VideoId;
  readonly source: SourceObject;
  readonly track: SourceTrack;
  readonly grid: FrameGrid;
  readonly renditions: readonly VideoRendition[];
  readonly frames: FrameRange;
  /** Rate factors to try, by the rendition's name. */
  readonly crfs: Readonly<Record<string, readonly number[]>>;
  readonly encoderVersion: string;
}

/** What comparing with the source took. */
export interface QualityWork {
  readonly cpuSeconds: number | null;
  readonly sourceBytesRead: number;
}

export interface SampledQuality extends QualityWork {
  /** By the rendition's name. */
  readonly samples: Readonly<Record<string, readonly QualitySample[]>>;
}

/** A finished lane, to be compared with the source at some places. */
export interface MeasureQualityInput {
  readonly videoId: VideoId;
  readonly source: SourceObject;
  readonly track: SourceTrack;
  readonly grid: FrameGrid;
  readonly chunks: readonly Chunk[];
  readonly renditions: readonly VideoRendition[];
  readonly places: readonly FrameRange[];
}

export interface MeasuredLane extends QualityWork {
  /** By the rendition's name. */
  readonly quality: Readonly<Record<string, MeasuredQuality>>;
}
