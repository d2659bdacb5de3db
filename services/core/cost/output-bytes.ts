import type { VideoPlan } from '../plan.ts';
import { videoRenditions } from '../plan.ts';
import { toNumber } from '../rational.ts';

/** Of boxes, for each frame of each stream: sizes, times and flags of samples. */
const FRAME_BYTES = 24;
/** AAC frames of 48 kHz sound. */
const SOUND_FRAMES = 48_000 / 1_024;

/**
 * Bytes that a job stores at most: the caps of all rungs for all of the time, and the sound. Pictures used as posters and for
 * scrubbing are not in it; what is encoded by a graphics card keeps to its cap only on the whole.
 *
 * @param outputs as the spec has them: files are made of the same segments, and stored once more
 */
export function mostBytes(plan: VideoPlan, outputs: readonly string[]): number {
  const { frames, rate } = plan.grid;
  const seconds = frames / toNumber(rate);
  const video = videoRenditions(plan)
    .map(({ maxrate, bufsize }) => (maxrate * seconds + bufsize) / 8 + frames * FRAME_BYTES)
    .reduce((total, bytes) => total + bytes, 0);
  const sound = plan.audio
    .map(({ bitrate }) => (bitrate * seconds) / 8 + seconds * SOUND_FRAMES * FRAME_BYTES)
    .reduce((total, bytes) => total + bytes, 0);
  const copies = outputs.includes('mp4') ? 2 : 1;
  // A file of each rung has the sound in it as well.
  const soundCopies =
    1 + (outputs.includes('mp4') ? videoRenditions(plan).length : 0) + (outputs.includes('audio') ? 1 : 0);
  return Math.ceil(video * copies + sound * soundCopies);
}
