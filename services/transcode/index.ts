import type { TranscodeActivities } from '../core/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { encodeAudio } from './encode-audio.ts';
import { encodeChunk } from './encode-chunk.ts';
import { measureSource } from './measure-source.ts';

export type { TranscodeDeps } from './deps.ts';

/** The activities of `transcode-queue`. */
export function createTranscodeActivities(deps: TranscodeDeps): TranscodeActivities {
  return {
    measureSource: (input) => measureSource(deps, input),
    encodeChunk: (input) => encodeChunk(deps, input),
    encodeAudio: (input) => encodeAudio(deps, input),
  };
}
