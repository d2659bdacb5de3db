import type { TranscodeActivities } from '../core/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { encodeAudio } from './encode-audio.ts';
import { encodeChunk } from './encode-chunk.ts';

export type { TranscodeDeps } from './deps.ts';

/** The activities of `transcode-queue`. */
export function createTranscodeActivities(deps: TranscodeDeps): TranscodeActivities {
  return {
    encodeChunk: (input) => encodeChunk(deps, input),
    encodeAudio: (input) => encodeAudio(deps, input),
  };
}
