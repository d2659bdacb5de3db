import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { VideoEncoder } from './encoders.ts';
import { FanoutError } from './errors.ts';
import type { FrameGrid } from './grid.ts';
import { h264Level } from './h264-level.ts';
import type { Hdr10Metadata } from './hdr10.ts';
import { type RenditionHash, renditionHash } from './ids.ts';
import type { Rung } from './ladder.ts';
import type { Watermark } from './watermark.ts';

/** x264's presets that the ladder's caps and the level's reference frames are meant for. */
export const PRESETS = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow'] as const;
export type Preset = (typeof PRESETS)[number];

export const VIDEO_CODECS = ['h264', 'hevc', 'av1'] as const;
export type VideoCodec = (typeof VIDEO_CODECS)[number];

/** @throws FanoutError ENCODER_MISSING when a codec was asked for that the workers' ffmpeg cannot encode */
export function requireCodecs(wished: readonly VideoCodec[], there: readonly VideoCodec[]): void {
  const missing = wished.filter((codec) => !there.includes(codec));
  if (missing.length === 0) return;
  throw new FanoutError('ENCODER_MISSING', `The workers' ffmpeg has no encoder for ${missing.join(' and ')}.`);
}

/** Colours of an output: BT.709, or BT.2020 with the transfer function of HDR10 (`pq`) or HLG. */
export type OutputColour = 'bt709' | 'pq' | 'hlg';

/** The same, as playlists name it. */
export const VIDEO_RANGES: Readonly<Record<OutputColour, string>> = { bt709: 'SDR', pq: 'PQ', hlg: 'HLG' };

/**
 * What a codec needs to look like H.264 at a given rate factor: x265's documentation calls its 28 about x264's 23, which we
 * take one better; SVT-AV1's scale goes to 63 and its default is 35. Caps shrink as the codecs' measured savings allow.
 */
const CODECS: Readonly<Record<VideoCodec, { readonly crfOffset: number; readonly rate: number }>> = {
  h264: { crfOffset: 0, rate: 1 },
  hevc: { crfOffset: 4, rate: 0.65 },
  av1: { crfOffset: 11, rate: 0.55 },
};

/** Rate factors that may be asked for, as x264 counts them. */
export const CRF_BEST = 10;
export const CRF_WORST = 40;

/** Rate factors that a codec may be given, in its own scale. */
export interface CrfRange {
  readonly lowest: number;
  readonly highest: number;
  /** What it tells apart: SVT-AV1 takes whole numbers. */
  readonly step: number;
}

export function crfRange(codec: VideoCodec): CrfRange {
  const { crfOffset } = CODECS[codec];
  return { lowest: CRF_BEST + crfOffset, highest: CRF_WORST + crfOffset, step: codec === 'av1' ? 1 : 0.1 };
}

/** One video stream of the output: a rung in a codec, with all that decides its bytes. */
export interface VideoRendition extends Rung {
  readonly kind: 'video';
  readonly hash: RenditionHash;
  readonly codec: VideoCodec;
  /** The same for all chunks: outputs of two encoders cannot share an init segment. */
  readonly encoder: VideoEncoder;
  readonly colour: OutputColour;
  readonly preset: Preset;
  /** The encoder's own constant rate factor: x264, x265 and NVENC 0 to 51, SVT-AV1 0 to 63. */
  readonly crf: number;
  /** Size of the rate buffer in bits; NVENC has none at a constant quality. */
  readonly bufsize: number;
  /** Goes with `pq`, where the source has it. */
  readonly hdr10: Hdr10Metadata | null;
  /** H.264's level; the others find theirs by themselves. */
  readonly level: string | null;
  readonly watermark: Watermark | null;
  /** How often it was encoded anew on request; missing at first. */
  readonly take?: number;
}

/** One audio stream of the output. */
export interface AudioRendition {
  readonly kind: 'audio';
  readonly name: string;
  readonly hash: RenditionHash;
  readonly codec: 'aac';
  readonly audioIndex: number;
  readonly channels: number;
  /** Bits per second. */
  readonly bitrate: number;
  readonly language: string;
  /** LUFS that the track is brought to with one gain; `null`: it is left as it is. */
  readonly loudness: number | null;
}

/** What, besides its own settings, decides a rendition's bytes. */
export interface RenditionContext {
  /** Which bytes. */
  readonly source: readonly (string | number)[];
  /** How they are read. */
  readonly way: string;
  readonly encoderVersion: string;
  readonly grid: FrameGrid;
  /** Fixed chunk size, if one was asked for: seams move with it. */
  readonly chunkSegments: number | null;
  /** How the source is read: where frame 0 is, by which clock, whether fields are woven. */
  readonly track: object;
}

/** Raised when the recipe changes in a way that changes bytes: old chunks are then not reused. */
const RECIPE_VERSION = 4;

/** 1.5 × maxrate: with `vbv-init=0.5` no seam underflows (measured at 2 ×), and peaks stay under 1.5 × maxrate. */
const BUFFER_SECONDS = 1.5;

export function videoRendition(
  rung: Rung,
  encoder: Pick<VideoRendition, 'codec' | 'colour' | 'preset' | 'hdr10' | 'watermark'> & {
    /** `software` when left out. */
    readonly encoder?: VideoEncoder;
    /** As x264 counts. */
    readonly crf: number;
    /** Rate factors that were chosen for single renditions, by name, in the codec's own scale. */
    readonly chosen?: Readonly<Record<string, number>>;
    /** How often renditions were encoded anew, by name. */
    readonly takes?: Readonly<Record<string, number>>;
  },
  context: RenditionContext,
): VideoRendition {
  const { codec, colour, preset, hdr10 } = encoder;
  const { crfOffset, rate } = CODECS[codec];
  const maxrate = Math.round(rung.maxrate * rate);
  const name = codec === 'h264' ? rung.name : `${rung.name}-${codec}`;
  const take = encoder.takes?.[name];
  const settings = {
    ...rung,
    ...(take ? { take } : {}),
    name,
    kind: 'video' as const,
    codec,
    encoder: encoder.encoder ?? 'software',
    colour,
    hdr10,
    preset,
    crf: encoder.chosen?.[name] ?? encoder.crf + crfOffset,
    maxrate,
    watermark: encoder.watermark,
    bufsize: maxrate * BUFFER_SECONDS,
    level: codec === 'h264' ? h264Level(rung.width, rung.height, context.grid.rate, maxrate) : null,
  };
  return { ...settings, hash: hashOf(settings, context) };
}

export function audioRendition(settings: Omit<AudioRendition, 'hash'>, context: RenditionContext): AudioRendition {
  return { ...settings, hash: hashOf(settings, context) };
}

function hashOf(settings: object, context: RenditionContext): RenditionHash {
  const text = JSON.stringify([RECIPE_VERSION, sorted(settings), sorted(context)]);
  return renditionHash(bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16));
}

/** Same settings, same text, in whatever order the code wrote them. */
function sorted(value: object): [string, unknown][] {
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => [key, typeof part === 'object' && part !== null ? sorted(part) : part]);
}
