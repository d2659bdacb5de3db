import type { TextFacts } from './captions.ts';
import type { Hdr10Metadata } from './hdr10.ts';
import type { Rational } from './rational.ts';

/** What the headers of a source say. Durations and positions are seconds unless named otherwise. */
export interface SourceFacts {
  /** ffprobe's format name, e.g. `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  readonly bytes: number;
  /** Start of the container's timeline, which ffmpeg adds to a seek. */
  readonly startSeconds: number;
  readonly durationSeconds: number | null;
  /** The first stream that is a moving picture, not cover art; `null` when there is none. */
  readonly video: VideoFacts | null;
  readonly audio: readonly AudioFacts[];
  /** Text tracks, bitmap subtitles not among them. */
  readonly text: readonly TextFacts[];
  /** Streams that are there and not used, for the result. */
  readonly otherStreams: readonly string[];
}

export interface VideoFacts {
  /** Index among all streams of the file. */
  readonly streamIndex: number;
  readonly codec: string;
  /** The four letters in the container, which tell an encrypted track. */
  readonly codecTag: string;
  readonly pixelFormat: string;
  /** As coded, before rotation and pixel aspect ratio. */
  readonly codedWidth: number;
  readonly codedHeight: number;
  /** As shown: after rotation, with square pixels. Rounded to whole pixels. */
  readonly width: number;
  readonly height: number;
  /** Clockwise quarter turns that the player must apply, in degrees. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** The container has the picture turned, by whatever angle, or mirrored; left out where it stands upright. */
  readonly turned?: true;
  readonly pixelAspect: Rational;
  /** The rate that the container claims for constant-rate video, and the measured average. */
  readonly nominalRate: Rational | null;
  readonly averageRate: Rational | null;
  /** Whether nominal and average agree within half a per cent. */
  readonly constantRate: boolean;
  /** First timestamp, in ticks of `timeBase`. */
  readonly startTicks: number;
  /** Length of a tick in seconds. */
  readonly timeBase: Rational;
  readonly durationSeconds: number | null;
  /** Length in ticks of `timeBase`, where the container has it. */
  readonly durationTicks: number | null;
  readonly colour: ColourFacts;
  readonly hdr10: Hdr10Metadata | null;
  /** `null` where there is none. */
  readonly dolbyVision: DolbyVision | null;
  /** What the headers say about fields: `progressive`, `tt`, `bb`, `tb`, `bt`; `null` where they do not. */
  readonly fieldOrder: string | null;
  /** The codec may keep pictures in another order than they are shown. */
  readonly reorders: boolean;
  /** Frames in the container's index, where it has one. */
  readonly indexedFrames: number | null;
}

/** What a Dolby Vision stream says of its base layer. */
export interface DolbyVision {
  readonly profile: number;
  /** The base layer is HDR10, HLG or SDR by itself. */
  readonly isCompatible: boolean;
}

/** As ffprobe names them; `null` where the file does not say. */
export interface ColourFacts {
  readonly range: string | null;
  readonly matrix: string | null;
  readonly primaries: string | null;
  readonly transfer: string | null;
}

export interface AudioFacts {
  readonly streamIndex: number;
  /** Index among the audio streams, for `-map 0:a:N`. */
  readonly audioIndex: number;
  readonly codec: string;
  readonly channels: number;
  readonly sampleRate: number;
  /** ISO 639 code, or `und`. */
  readonly language: string;
  readonly isDefault: boolean;
}
