import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { FrameGrid } from './grid.ts';
import { h264Level } from './h264-level.ts';
import { type RenditionHash, renditionHash } from './ids.ts';
import type { Rung } from './ladder.ts';

/** x264's presets that the ladder's caps and the level's reference frames are meant for. */
export const PRESETS = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow'] as const;
export type Preset = (typeof PRESETS)[number];

/** One video stream of the output: a rung in a codec, with all that decides its bytes. */
export interface VideoRendition extends Rung {
  readonly kind: 'video';
  readonly hash: RenditionHash;
  readonly codec: 'h264';
  readonly preset: Preset;
  /** x264's constant rate factor, 0 (lossless) to 51. */
  readonly crf: number;
  /** Size of the rate buffer in bits. */
  readonly bufsize: number;
  readonly level: string;
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
}

/** What, besides its own settings, decides a rendition's bytes. */
export interface RenditionContext {
  readonly sourceEtag: string;
  readonly encoderVersion: string;
  readonly grid: FrameGrid;
  /** Fixed chunk size, if one was asked for: seams move with it. */
  readonly chunkSegments: number | null;
}

/** Raised when the recipe changes in a way that changes bytes: old chunks are then not reused. */
const RECIPE_VERSION = 1;

/** 1.5 × maxrate: with `vbv-init=0.5` no seam underflows (measured at 2 ×), and peaks stay under 1.5 × maxrate. */
const BUFFER_SECONDS = 1.5;

export function videoRendition(
  rung: Rung,
  encoder: { readonly preset: Preset; readonly crf: number },
  context: RenditionContext,
): VideoRendition {
  const settings = {
    ...rung,
    kind: 'video' as const,
    codec: 'h264' as const,
    preset: encoder.preset,
    crf: encoder.crf,
    bufsize: rung.maxrate * BUFFER_SECONDS,
    level: h264Level(rung.width, rung.height, context.grid.rate, rung.maxrate),
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
