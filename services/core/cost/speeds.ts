import type { Preset, VideoCodec } from '../rendition.ts';
import { mean, SOUND_RUNS, SPEED_CLIP, SPEED_RUNS } from './speed-runs.ts';

/** Whether a figure comes from runs of the product, or somebody has assumed a part of it. */
export type Basis = 'measured' | 'assumed';

/** CPU seconds for a second of a sound track, decoded and encoded. */
export const SOUND_SECONDS = mean(SOUND_RUNS) / SPEED_CLIP.seconds;

/** How fast x264's presets are, as CPU time for the encoding of one 720p rung, `veryfast` = 1: one run of ffmpeg of each. */
const PRESET_COSTS: Readonly<Record<Preset, number>> = {
  ultrafast: 0.37,
  superfast: 0.73,
  veryfast: 1,
  faster: 1.66,
  fast: 2.12,
  medium: 2.63,
  slow: 3.2,
};

/** Presets at which ladders were run, in each codec. */
const MEASURED_PRESETS: readonly Preset[] = ['veryfast', 'medium'];

export function presetBasis(preset: Preset): Basis {
  return MEASURED_PRESETS.includes(preset) ? 'measured' : 'assumed';
}

/**
 * What a preset takes, as a multiple of `veryfast`. Exact for those that were measured in the codec; the others go by the
 * steps between x264's presets, stretched so that they meet what `medium` was measured to take.
 */
export function presetCost(codec: VideoCodec, preset: Preset): number {
  const medium = encoding(codec, 'medium') / encoding(codec, 'veryfast');
  return PRESET_COSTS[preset] ** (Math.log(medium) / Math.log(PRESET_COSTS.medium));
}

/** CPU seconds of encoding alone, for the largest ladder of the clip. */
function encoding(codec: VideoCodec, preset: Preset): number {
  return ladder(codec, preset, MEASURED_RUNGS.length) - mean(SOUND_RUNS) - clipLane(codec);
}

/** Short sides that were measured, from small to large. */
const MEASURED_RUNGS = [240, 360, 480, 720, 1080] as const;

/** CPU seconds for the clip in so many rungs, from the smallest up. */
function ladder(codec: VideoCodec, preset: Preset, rungs: number): number {
  const runs = SPEED_RUNS.find((r) => r.codec === codec && r.preset === preset && r.rungs.length === rungs);
  if (!runs) throw new RangeError(`no runs of ${rungs} rungs in ${codec} at ${preset}`);
  return mean(runs.cpuSeconds);
}

/** Pixels of a 16:9 picture by its short side, as the ladder makes it. */
const pixelsOf = (short: number) => short * 2 * Math.round((short * 16) / 9 / 2);

/** CPU seconds that each rung but the smallest added to the clip: the difference of two ladders. */
function steps(codec: VideoCodec): { readonly pixels: number; readonly seconds: number }[] {
  return MEASURED_RUNGS.slice(1).map((short, i) => ({
    pixels: pixelsOf(short),
    seconds: ladder(codec, 'veryfast', i + 2) - ladder(codec, 'veryfast', i + 1),
  }));
}

/**
 * CPU seconds that the clip took whatever its rungs: decoding, what each chunk decodes twice at its seam and the
 * first scaling (what is left of the 240p job when the encoding of 240p is taken to be 360p's by its pixels).
 */
function clipLane(codec: VideoCodec): number {
  const smallest = rungSeconds(codec, pixelsOf(MEASURED_RUNGS[0])) * SPEED_CLIP.frames;
  return ladder(codec, 'veryfast', 1) - mean(SOUND_RUNS) - smallest;
}

/** CPU seconds for each frame of a lane before anything is encoded: by the source's pixels, as one clip (H.264) has it. */
export function laneSeconds(codec: VideoCodec, sourcePixels: number): number {
  return (clipLane(codec) / SPEED_CLIP.frames) * (sourcePixels / SPEED_CLIP.pixels);
}

/** The largest picture whose encoding was measured in each codec; that of larger ones goes by their pixels. */
export const LARGEST_MEASURED_PIXELS = SPEED_CLIP.pixels;

/**
 * CPU seconds that a rung adds to each frame at `veryfast`, by its pixels: between two rungs that were measured on the line
 * between them, beyond them in proportion.
 */
export function rungSeconds(codec: VideoCodec, pixels: number): number {
  const points = steps(codec);
  const above = points.findIndex((point) => point.pixels >= pixels);
  const upper = points[above] ?? points.at(-1);
  const lower = points[above - 1];
  if (!upper) throw new RangeError('no rung was measured');
  const seconds = lower
    ? lower.seconds + ((upper.seconds - lower.seconds) * (pixels - lower.pixels)) / (upper.pixels - lower.pixels)
    : upper.seconds * (pixels / upper.pixels);
  return seconds / SPEED_CLIP.frames;
}

/**
 * How far other videos were from what these figures say, as shares of them (see docs/cost.md): 0.48 to 1.52 times as much.
 */
export const SPREAD = { least: 0.45, most: 1.6 } as const;

/**
 * Share of a worker's cores that encoding keeps busy: 34.3 CPU seconds in 20.8 s on two cores (docs/measurements.md: the median of
 * five jobs of one minute, with Temporal and S3 on the same cores). Long videos do better.
 */
export const BUSY_SHARE = 0.82;

/**
 * NVENC on a T4, never tried by us: pixels that it encodes a second, all rungs together. A planning figure, not a result: 4 × real
 * time for 1080p30 in five rungs, which is 112 million pixels a second; half of it for HEVC. No source has this ladder.
 */
export const ASSUMED_GPU_SPEED = {
  rungPixelsPerSecond: { h264: 4 * 112_000_000, hevc: 2 * 112_000_000 },
  /** How wrong it may be, by our own notes (2 to 4 × real time were used to plan with). */
  spread: { least: 0.5, most: 1 },
  basis: 'assumed',
} as const;
