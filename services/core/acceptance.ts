import { firstAccess, MAX_RATE } from './access.ts';
import { FanoutError } from './errors.ts';
import type { SourceFacts, VideoFacts } from './source-facts.ts';

/** 8192×4320: a 67-megapixel frame costs a decoder seconds and hundreds of megabytes from 200 KB of file. */
export const MAX_PIXELS = 35_389_440;
const MAX_SIDE = 8_192;
export const MAX_DURATION_SECONDS = 24 * 3600;

/** A source with the video stream that planning needs. */
export interface AcceptedSource extends SourceFacts {
  readonly video: VideoFacts;
}

/**
 * Decides from the headers whether a source can be processed.
 * @throws FanoutError with an input code, which names what is wrong and what to do
 */
export function acceptSource(facts: SourceFacts): AcceptedSource {
  const { video } = facts;
  if (!video) {
    const heard = facts.audio.length > 0 ? ' It has sound only.' : '';
    throw new FanoutError('SOURCE_NO_VIDEO', `There is no video stream in this ${facts.container} file.${heard}`);
  }
  rejectEncrypted(video);
  // Before asking whether a frame was decoded: one that is too large is refused by the decoder as well.
  rejectOversized(video);
  rejectUndecodable(video);
  rejectTooFast(video);
  rejectTooLong(facts, video);
  return { ...facts, video };
}

function rejectEncrypted(video: VideoFacts): void {
  if (video.codecTag === 'encv') throw new FanoutError('SOURCE_ENCRYPTED', 'The video track is encrypted (encv).');
}

function rejectOversized(video: VideoFacts): void {
  const { codedWidth: w, codedHeight: h } = video;
  if (w > MAX_SIDE || h > MAX_SIDE || w * h > MAX_PIXELS) {
    throw new FanoutError('SOURCE_OVER_LIMITS', `The picture is ${w}×${h}; at most 8192×4320 is accepted.`);
  }
}

function rejectUndecodable(video: VideoFacts): void {
  if (video.codec === 'unknown' || video.codec === 'none') {
    throw new FanoutError('SOURCE_CODEC_UNSUPPORTED', `The video codec (${video.codecTag}) is not known here.`);
  }
  if (video.codedWidth > 0 && video.codedHeight > 0 && Math.min(video.codedWidth, video.codedHeight) < 2) {
    throw new FanoutError(
      'SOURCE_OVER_LIMITS',
      `The picture is ${video.codedWidth}×${video.codedHeight}; at least 2×2 is needed.`,
    );
  }
  if (video.pixelFormat === 'unknown' || video.codedWidth < 2 || video.codedHeight < 2) {
    throw new FanoutError('SOURCE_UNREADABLE', `No frame of the ${video.codec} video could be decoded.`);
  }
}

/** By the container's own count of frames: a rate in a header is often only the tick of a clock. */
function rejectTooFast({ indexedFrames, durationSeconds }: VideoFacts): void {
  if (indexedFrames === null || !durationSeconds || indexedFrames < MAX_RATE.num) return;
  const rate = indexedFrames / durationSeconds;
  if (rate <= MAX_RATE.num) return;
  throw new FanoutError(
    'SOURCE_OVER_LIMITS',
    `The video has ${rate.toFixed(0)} frames per second; at most ${MAX_RATE.num} are accepted.`,
  );
}

function rejectTooLong(facts: SourceFacts, video: VideoFacts): void {
  // What the bytes cannot hold is a header that lies, not a long video: it is measured before it is judged.
  if (firstAccess({ ...facts, video }).way !== 'seek') return;
  rejectLong(video.durationSeconds ?? facts.durationSeconds ?? 0);
}

/** @throws FanoutError SOURCE_OVER_LIMITS */
export function rejectLong(seconds: number): void {
  if (seconds <= MAX_DURATION_SECONDS) return;
  throw new FanoutError('SOURCE_OVER_LIMITS', `The video lasts ${(seconds / 3600).toFixed(1)} hours; 24 are accepted.`);
}
