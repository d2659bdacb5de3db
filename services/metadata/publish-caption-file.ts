import {
  type CaptionFileInput,
  EXTRA,
  FanoutError,
  frameSeconds,
  languageOfFile,
  MAX_CAPTION_BYTES,
  parseSubtitles,
  placeName,
  remotePlace,
  type TextTrack,
  textTrack,
  writeCaptions,
} from '../core/index.ts';
import { readSmall } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';
import { putCaptions } from './put-captions.ts';

/** Somebody's SubRip or WebVTT file as WebVTT on the video's timeline. @throws FanoutError CAPTIONS_INVALID */
export function publishCaptionFile(deps: MetadataDeps, input: CaptionFileInput): Promise<TextTrack> {
  return heartbeating(async (_report, signal) => {
    const { file, index, grid, aheadSeconds } = input;
    const place = remotePlace(file);
    if (!place) throw new FanoutError('SPEC_INVALID', 'Workers reach s3:// and https:// addresses only.');
    const name = placeName(place);
    const cues = parseSubtitles(await readSmall(deps, place, MAX_CAPTION_BYTES, signal), name);
    const track = textTrack(index, languageOfFile(name));
    await putCaptions(deps, input, track, writeCaptions(cues, aheadSeconds, frameSeconds(grid, grid.frames)));
    return track;
  }, EXTRA);
}
