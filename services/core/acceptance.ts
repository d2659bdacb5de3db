import { FanoutError } from './errors.ts';
import { toNumber } from './rational.ts';
import type { SourceFacts, VideoFacts } from './source-facts.ts';

/** 8192×4320: a 67-megapixel frame costs a decoder seconds and hundreds of megabytes from 200 KB of file. */
export const MAX_PIXELS = 35_389_440;
const MAX_SIDE = 8_192;
/** Sources faster than this are refused; output is 60 frames per second at most in any case. */
const MAX_RATE = 240;
export const MAX_DURATION_SECONDS = 24 * 3600;

/** Containers whose index makes a seek exact (DESIGN: 159 of 159 such files, frame hash by frame hash). */
const SEEKABLE_CONTAINERS = ['mov,mp4,m4a,3gp,3g2,mj2', 'matroska,webm'];

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
  rejectTooLong(facts, video);
  if (!SEEKABLE_CONTAINERS.includes(facts.container)) {
    throw new FanoutError(
      'SOURCE_CONTAINER_UNSUPPORTED',
      `A ${facts.container} file cannot be cut reliably in this version: seeking in it is not exact.`,
    );
  }
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
  if (video.pixelFormat === 'unknown' || video.codedWidth < 2 || video.codedHeight < 2) {
    throw new FanoutError('SOURCE_UNREADABLE', `No frame of the ${video.codec} video could be decoded.`);
  }
}

function rejectTooLong(facts: SourceFacts, video: VideoFacts): void {
  const rate = video.averageRate ?? video.nominalRate;
  if (!rate)
    throw new FanoutError('SOURCE_TIMING_UNKNOWN', 'The file does not say at which rate its frames are shown.');
  if (toNumber(rate) > MAX_RATE) {
    throw new FanoutError(
      'SOURCE_OVER_LIMITS',
      `The video claims ${toNumber(rate).toFixed(0)} frames per second; at most ${MAX_RATE} are accepted.`,
    );
  }
  const duration = video.durationSeconds ?? facts.durationSeconds;
  if (duration === null || duration <= 0) {
    throw new FanoutError('SOURCE_TIMING_UNKNOWN', 'The file does not say how long it is.');
  }
  if (duration > MAX_DURATION_SECONDS) {
    throw new FanoutError(
      'SOURCE_OVER_LIMITS',
      `The video claims ${(duration / 3600).toFixed(1)} hours; 24 are accepted.`,
    );
  }
}
