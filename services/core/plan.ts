import type { AcceptedSource } from './acceptance.ts';
import type { SourceAccess } from './access.ts';
import { sourceRate } from './access.ts';
import type { MeasuredSource } from './activities.ts';
import { type Chunk, planChunks, wholeChunk } from './chunk-plan.ts';
import { decodesOnGpu, encoderFor } from './encoders.ts';
import { FanoutError } from './errors.ts';
import { type FrameGrid, gridRate, makeGrid, segmentsOf } from './grid.ts';
import type { VideoId } from './ids.ts';
import { makeLadder, type SkippedRung } from './ladder.ts';
import { type Rational, rational, roundedProduct, toNumber } from './rational.ts';
import {
  type AudioRendition,
  audioRendition,
  type OutputColour,
  type VideoCodec,
  type VideoRendition,
  videoRendition,
} from './rendition.ts';
import type { AudioFacts, ColourFacts, VideoFacts } from './source-facts.ts';
import type { JobSpec } from './spec/job-spec.ts';
import type { Watermark } from './watermark.ts';

/** An object in a bucket, at one version. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
}

/** A file on somebody's server that serves ranges, at one version as far as the server tells. */
export interface WebObject {
  readonly url: string;
  /** Its ETag; else when it was last changed, or how long it is. */
  readonly etag: string;
  readonly bytes: number;
}

/** The bytes that a job reads. */
export type SourceObject = StoredObject | WebObject;

/** The picture that is encoded, and how its clock maps to the grid's frame 0. */
export interface SourceTrack {
  /** Index among all streams of the file. */
  readonly streamIndex: number;
  /** First video timestamp, in ticks of `timeBase`. */
  readonly startTicks: number;
  readonly timeBase: Rational;
  /** Seconds that ffmpeg adds to a seek by itself. */
  readonly containerStartSeconds: number;
  /** Lines, as coded: what untagged colours are guessed from. */
  readonly codedHeight: number;
  readonly colour: ColourFacts;
  /** Fields were found in the picture, whatever the headers say: they are woven into frames before anything else. */
  readonly interlaced: boolean;
  /** The clock of the file may jump: it is read from its start only, and ffmpeg's corrected clock is used. */
  readonly correctedClock: boolean;
  /** All there is is one picture that lasts no time. */
  readonly momentary: boolean;
  /** A part of the source comes before frame 0, and is not wanted. */
  readonly skipsStart: boolean;
  /** A graphics card can decode it; left out where it cannot. */
  readonly gpuDecoding?: boolean;
}

/** The renditions that share one decode of a chunk. */
export interface Lane {
  readonly name: string;
  readonly renditions: readonly VideoRendition[];
}

/** Everything that the workers need, decided once. A pure function of the source's headers and the spec. */
export interface VideoPlan {
  readonly videoId: VideoId;
  readonly source: SourceObject;
  readonly track: SourceTrack;
  readonly grid: FrameGrid;
  readonly chunks: readonly Chunk[];
  /** The source's own end is the end: only decoding tells where that is. */
  readonly openEnd: boolean;
  readonly lanes: readonly Lane[];
  readonly audio: readonly AudioRendition[];
  readonly skipped: readonly SkippedRung[];
  /** Workers with another ffmpeg must not add to these renditions. */
  readonly encoderVersion: string;
}

export interface PlanInput {
  readonly videoId: VideoId;
  /** As it was found, whatever copy of it is read: what renditions are known by. */
  readonly original: SourceObject;
  readonly source: SourceObject;
  readonly facts: AcceptedSource;
  readonly spec: JobSpec;
  readonly encoderVersion: string;
  readonly access: SourceAccess;
  readonly interlaced: boolean;
  /** What decoding the whole found; `null`: the headers are believed. */
  readonly measured: MeasuredSource | null;
  readonly watermark: Watermark | null;
  /** Rate factors that samples suggest, by the rendition's name, in its codec's own scale; the others have the spec's. */
  readonly crfs?: Readonly<Record<string, number>>;
  /** How often renditions were encoded anew on request, by name. */
  readonly takes?: Readonly<Record<string, number>>;
  /** Codecs that the workers encode with graphics cards; none when left out. */
  readonly nvenc?: readonly VideoCodec[];
}

/** A 4K rung costs as much as all others together: it gets a lane, and thereby a worker, of its own. */
const OWN_LANE_PIXELS = 3840 * 2160 * 0.9;
/** Bits per second: AAC-LC is transparent to most ears at 128 kbit/s for two channels. */
const CHANNEL_BITRATE = 64_000;
const STEREO = 2;
/** 5.1: what AAC decoders in players agree on. */
const SURROUND = 6;
const MAX_AUDIO_TRACKS = 16;

/** @throws FanoutError SOURCE_TIMING_UNKNOWN */
export function planVideo(input: PlanInput): VideoPlan {
  const { videoId, source, facts, spec, encoderVersion, access, watermark } = input;
  const { video } = facts;
  const grid = planGrid(input);
  const track = clippedTrack(input);
  const ladder = makeLadder(video, grid.rate, spec.ladder);
  const onePass = access.way === 'one-pass';
  const chunkSegments = onePass ? segmentsOf(grid).length : (spec.chunkSegments ?? null);
  const context = {
    source: sourceIdentity(input.original),
    way: access.way,
    encoderVersion,
    grid,
    chunkSegments,
    track,
  };
  const lanes = spec.codecs.flatMap((codec) => {
    const colour = outputColour(codec, spec.hdr, video.colour);
    const hdr10 = colour === 'pq' ? video.hdr10 : null;
    const encoder = {
      ...spec.encoder,
      codec,
      encoder: encoderFor(codec, colour, ladder.rungs, input.nvenc ?? []),
      colour,
      hdr10,
      watermark,
      chosen: input.crfs ?? {},
      takes: input.takes ?? {},
    };
    return planLanes(
      codec,
      ladder.rungs.map((rung) => videoRendition(rung, encoder, context)),
    );
  });
  return {
    videoId,
    source,
    track,
    openEnd: spec.clip.end === undefined,
    grid,
    chunks: onePass ? [wholeChunk(grid)] : planChunks(grid, spec.chunkSegments),
    lanes,
    audio: planAudio(facts.audio, spec).map((settings) => audioRendition(settings, context)),
    skipped: ladder.skipped,
    encoderVersion,
  };
}

/**
 * What tells one source's bytes from another's. An ETag of S3 goes by the content; a server on the web may have nothing
 * better than a date or a length, which means nothing at another address.
 */
function sourceIdentity(source: SourceObject): readonly (string | number)[] {
  return 'url' in source ? [source.url, source.etag, source.bytes] : [source.etag, source.bytes];
}

/** Every track of the source, the default one first: players start with the first. */
function planAudio(tracks: readonly AudioFacts[], spec: JobSpec): Omit<AudioRendition, 'hash'>[] {
  const first = tracks.find((track) => track.isDefault) ?? tracks[0];
  const ordered = [...tracks].sort((a, b) => Number(b === first) - Number(a === first)).slice(0, MAX_AUDIO_TRACKS);
  return ordered.map(({ audioIndex, channels, language }, i) => {
    const kept = spec.audio.channels === 'source' && channels >= SURROUND ? SURROUND : STEREO;
    return {
      kind: 'audio' as const,
      name: i === 0 ? 'audio' : `audio-${i + 1}`,
      codec: 'aac' as const,
      audioIndex,
      channels: kept,
      bitrate: kept * CHANNEL_BITRATE,
      language,
      loudness: spec.audio.loudness === 'off' ? null : spec.audio.loudness,
    };
  });
}

/** HDR stays HDR only where it was asked for and the codec carries it in every player: not in H.264. */
function outputColour(codec: VideoCodec, hdr: JobSpec['hdr'], { transfer }: ColourFacts): OutputColour {
  if (hdr !== 'preserve' || codec === 'h264') return 'bt709';
  return transfer === 'smpte2084' ? 'pq' : transfer === 'arib-std-b67' ? 'hlg' : 'bt709';
}

/** How the source's clock maps to the grid. ffmpeg's corrected clock starts at the container's own start. */
export function sourceTrack({
  facts,
  access,
  interlaced,
}: Pick<PlanInput, 'facts' | 'access' | 'interlaced'>): SourceTrack {
  const { video } = facts;
  const correctedClock = access.way === 'one-pass';
  const shift = correctedClock ? Math.round((facts.startSeconds * video.timeBase.den) / video.timeBase.num) : 0;
  return {
    streamIndex: video.streamIndex,
    startTicks: video.startTicks - shift,
    timeBase: video.timeBase,
    containerStartSeconds: correctedClock ? 0 : facts.startSeconds,
    codedHeight: video.codedHeight,
    colour: video.colour,
    interlaced,
    correctedClock,
    momentary: false,
    skipsStart: false,
    ...(decodesOnGpu(video) ? { gpuDecoding: true } : {}),
  };
}

/** What ffmpeg assumes of a stream without timestamps. */
const UNKNOWN_RATE = rational(25);

/** The rate of the output. */
export function planRate({ video }: AcceptedSource): Rational {
  return gridRate(sourceRate(video) ?? UNKNOWN_RATE, video.constantRate);
}

function planGrid({ facts, spec, measured }: PlanInput): FrameGrid {
  const rate = planRate(facts);
  const all = measured?.frames ?? frameCount(facts.durationSeconds, facts.video, rate);
  const frames = clipFrames(Math.max(1, all), rate, spec.clip);
  return makeGrid(rate, frames, spec.segmentSeconds);
}

/** Frames of a clip. @throws FanoutError CLIP_EMPTY */
function clipFrames(all: number, rate: Rational, { start, end }: JobSpec['clip']): number {
  const frameAt = (seconds: number) => roundedProduct(Math.round(seconds * 1e6), rate.num, rate.den * 1_000_000);
  const frames = Math.min(all, end === undefined ? all : frameAt(end)) - frameAt(start);
  if (frames > 0) return frames;
  throw new FanoutError(
    'CLIP_EMPTY',
    `Nothing lies between ${start} s and ${end ?? 'the end'}: the video lasts ${toNumber({ num: all * rate.den, den: rate.num }).toFixed(1)} s.`,
  );
}

/** A clip is a source that starts later: everything else follows from where frame 0 is. */
function clippedTrack(input: PlanInput): SourceTrack {
  const believed = sourceTrack(input);
  const { startTicks = believed.startTicks, momentary = false } = input.measured ?? {};
  const track = { ...believed, startTicks, momentary };
  const { start } = input.spec.clip;
  if (start === 0) return track;
  const ticks = Math.round((start * track.timeBase.den) / track.timeBase.num);
  return { ...track, startTicks: track.startTicks + ticks, skipsStart: true };
}

/** Exact where the track says its length in ticks, which MP4 and MOV do. */
function frameCount(containerSeconds: number | null, video: VideoFacts, rate: Rational): number {
  if (video.durationTicks !== null) {
    return roundedProduct(video.durationTicks, video.timeBase.num * rate.num, video.timeBase.den * rate.den);
  }
  const seconds = video.durationSeconds ?? containerSeconds;
  if (seconds === null) throw new FanoutError('SOURCE_TIMING_UNKNOWN', 'The file does not say how long it is.');
  return roundedProduct(Math.round(seconds * 1e6), rate.num, rate.den * 1_000_000);
}

function planLanes(codec: VideoCodec, renditions: readonly VideoRendition[]): Lane[] {
  const large = renditions.filter((r) => r.width * r.height >= OWN_LANE_PIXELS);
  const rest = renditions.filter((r) => !large.includes(r));
  return [
    ...large.map((r) => ({ name: `${codec}-${r.name}`, renditions: [r] })),
    ...(rest.length > 0 ? [{ name: codec, renditions: rest }] : []),
  ];
}

export function videoRenditions(plan: Pick<VideoPlan, 'lanes'>): VideoRendition[] {
  return plan.lanes.flatMap((lane) => lane.renditions);
}
