import type { Preset, VideoCodec } from '../rendition.ts';

/*
 * What encoding took, as `work.cpuSeconds` of `fanout run` has it: CPU seconds of ffmpeg for all chunks of all rungs and the
 * sound. Measured on 2026-11-25 on a virtual machine with two cores of an AMD EPYC (no more is told of it), Debian 12,
 * ffmpeg 5.1.9, while other work ran on it too: CPU seconds are told here, not time.
 */

/** The clip of all runs but those of {@link OTHER_RUNS}. */
export const SPEED_CLIP = {
  name: 'Big Buck Bunny, 1080p24, H.264 4.7 Mb/s, 5.1',
  seconds: 30.04,
  frames: 721,
  pixels: 1920 * 1080,
} as const;

/** Runs of one kind. */
export interface SpeedRuns {
  readonly codec: VideoCodec;
  readonly preset: Preset;
  /** Rungs from the largest to the smallest, by their short side. */
  readonly rungs: readonly number[];
  /** CPU seconds of each run. */
  readonly cpuSeconds: readonly number[];
}

const FIVE = [1080, 720, 480, 360, 240];
const of = (codec: VideoCodec, preset: Preset, rungs: readonly number[], ...cpuSeconds: number[]): SpeedRuns => ({
  codec,
  preset,
  rungs,
  cpuSeconds,
});

/** Each ladder is the one before it without its largest rung: the difference is what that rung adds. */
export const SPEED_RUNS: readonly SpeedRuns[] = [
  of('h264', 'veryfast', FIVE, 44.7, 44.3),
  of('h264', 'veryfast', FIVE.slice(1), 23.6, 23.6),
  of('h264', 'veryfast', FIVE.slice(2), 14.5, 14.8),
  of('h264', 'veryfast', FIVE.slice(3), 10.3, 10.3),
  of('h264', 'veryfast', FIVE.slice(4), 7.6, 7.8),
  of('hevc', 'veryfast', FIVE, 110.7, 111.3),
  of('hevc', 'veryfast', FIVE.slice(1), 56.1, 56.5),
  of('hevc', 'veryfast', FIVE.slice(2), 29.9, 30.4),
  of('hevc', 'veryfast', FIVE.slice(3), 17.5, 17.7),
  of('hevc', 'veryfast', FIVE.slice(4), 10.1, 10.1),
  of('av1', 'veryfast', FIVE, 100.2, 99.9),
  of('av1', 'veryfast', FIVE.slice(1), 62.7, 62.6),
  of('av1', 'veryfast', FIVE.slice(2), 35.3, 34.2),
  of('av1', 'veryfast', FIVE.slice(3), 21.0, 21.1),
  of('av1', 'veryfast', FIVE.slice(4), 11.4, 11.5),
  of('h264', 'medium', FIVE, 101.8, 102.3),
  of('hevc', 'medium', FIVE, 166.0, 168.8),
  of('av1', 'medium', FIVE, 302.8, 300.7),
];

/** CPU seconds of encoding the clip's sound alone, to stereo AAC. */
export const SOUND_RUNS: readonly number[] = [0.47, 0.44];

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
