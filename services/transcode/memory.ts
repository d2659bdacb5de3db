import type { VideoRendition } from '../core/index.ts';
import { sourceLimits } from '../media/index.ts';

/** Above this many pixels an encoder may take twice the memory: 4K on 16 threads was measured at 1.9 GB. */
const LARGE_PIXELS = 1920 * 1088;

/** Resident memory, in bytes, that an ffmpeg may take which encodes or decodes these renditions. */
export function encodingMemory(renditions: readonly VideoRendition[]): number {
  const large = renditions.some(({ width, height }) => width * height > LARGE_PIXELS);
  return sourceLimits().memoryBytes * (large ? 2 : 1);
}
