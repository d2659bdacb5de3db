import type { TranscodeActivities } from '../core/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { encodeAudio } from './encode-audio.ts';
import { encodeChunk } from './encode-chunk.ts';
import { encoderOffer } from './encoders.ts';
import { joinFile } from './join-file.ts';
import { measureQuality } from './measure-quality.ts';
import { measureSource } from './measure-source.ts';
import { renderPoster, renderStoryboard } from './render-pictures.ts';
import { sampleQuality } from './sample-quality.ts';

export type { TranscodeDeps } from './deps.ts';
export { Encoders, encoderMode } from './encoders.ts';

/** The activities of `transcode-queue`. */
export function createTranscodeActivities(deps: TranscodeDeps): TranscodeActivities {
  return {
    offerEncoder: async () => encoderOffer(deps),
    joinFile: (input) => joinFile(deps, input),
    renderPoster: (input) => renderPoster(deps, input),
    renderStoryboard: (input) => renderStoryboard(deps, input),
    sampleQuality: (input) => sampleQuality(deps, input),
    measureQuality: (input) => measureQuality(deps, input),
    measureSource: (input) => measureSource(deps, input),
    encodeChunk: (input) => encodeChunk(deps, input),
    encodeAudio: (input) => encodeAudio(deps, input),
  };
}
