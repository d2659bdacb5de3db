import { firstAccess } from './access.ts';
import { FanoutError } from './errors.ts';
import { DEFAULT_LIMITS, LIMIT_VARIABLES, type SourceLimits } from './limits.ts';
import type { SourceFacts, VideoFacts } from './source-facts.ts';

const LEAST_SIDE = 2;

/** A source with the video stream that planning needs. */
export interface AcceptedSource extends SourceFacts {
  readonly video: VideoFacts;
}

/**
 * Decides from the headers whether a source can be processed.
 * @throws FanoutError with an input code, which names what is wrong and what to do
 */
export function acceptSource(facts: SourceFacts, limits: SourceLimits = DEFAULT_LIMITS): AcceptedSource {
  const { video } = facts;
  if (!video) {
    const heard = facts.audio.length > 0 ? ' It has sound only.' : '';
    throw new FanoutError('SOURCE_NO_VIDEO', `There is no video stream in this ${facts.container} file.${heard}`);
  }
  rejectEncrypted(video);
  // Before asking whether a frame was decoded: one that is too large is refused by the decoder as well.
  rejectOversized(video.codedWidth, video.codedHeight, limits);
  rejectUndecodable(video);
  rejectForeignColours(video);
  rejectTooFast(video, limits);
  // What the bytes cannot hold is a header that lies, not a long video: it is measured before it is judged.
  if (firstAccess({ ...facts, video }).way === 'seek') {
    rejectLong(video.durationSeconds ?? facts.durationSeconds ?? 0, limits);
  }
  return { ...facts, video };
}

function rejectEncrypted(video: VideoFacts): void {
  if (video.codecTag === 'encv') throw new FanoutError('SOURCE_ENCRYPTED', 'The video track is encrypted (encv).');
}

/** @throws FanoutError SOURCE_OVER_LIMITS */
export function rejectOversized(width: number, height: number, { pixels, side }: SourceLimits): void {
  if (Math.max(width, height) > side) throw over('side', `The picture is ${width}×${height}`, `${side} on a side`);
  if (width * height > pixels) throw over('pixels', `The picture is ${width}×${height}`, `${pixels} pixels`);
}

function rejectUndecodable(video: VideoFacts): void {
  const { codedWidth, codedHeight } = video;
  if (video.codec === 'unknown' || video.codec === 'none') {
    throw new FanoutError('SOURCE_CODEC_UNSUPPORTED', `The video codec (${video.codecTag}) is not known here.`);
  }
  if (codedWidth > 0 && codedHeight > 0 && Math.min(codedWidth, codedHeight) < LEAST_SIDE) {
    throw new FanoutError(
      'SOURCE_TOO_SMALL',
      `The picture is ${codedWidth}×${codedHeight}; at least ${LEAST_SIDE}×${LEAST_SIDE} is needed.`,
    );
  }
  if (video.pixelFormat === 'unknown' || codedWidth < LEAST_SIDE || codedHeight < LEAST_SIDE) {
    throw new FanoutError('SOURCE_UNREADABLE', `No frame of the ${video.codec} video could be decoded.`);
  }
}

/** The base layer of such a stream is in colours of its own (ICtCp), which nothing but Dolby Vision shows right. */
function rejectForeignColours({ dolbyVision }: VideoFacts): void {
  if (!dolbyVision || dolbyVision.isCompatible) return;
  throw new FanoutError(
    'SOURCE_CODEC_UNSUPPORTED',
    `The video is Dolby Vision profile ${dolbyVision.profile}, whose base layer has colours that only Dolby Vision shows.`,
  );
}

/** By the container's own count of frames: a rate in a header is often only the tick of a clock. */
function rejectTooFast({ indexedFrames, durationSeconds }: VideoFacts, limits: SourceLimits): void {
  if (indexedFrames === null || !durationSeconds || indexedFrames < limits.rate) return;
  const rate = indexedFrames / durationSeconds;
  if (rate <= limits.rate) return;
  throw over('rate', `The video has ${rate.toFixed(0)} frames per second`, `${limits.rate}`);
}

/** @throws FanoutError SOURCE_OVER_LIMITS */
export function rejectLong(seconds: number, limits: SourceLimits): void {
  if (seconds <= limits.seconds) return;
  const hours = (value: number) => (value / 3600).toFixed(1);
  throw over('seconds', `The video lasts ${hours(seconds)} hours`, `${hours(limits.seconds)}`);
}

/** @param bytes that there are, or that came before it was given up @throws FanoutError SOURCE_TOO_LARGE */
export function rejectLarge(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  const { name, unit } = LIMIT_VARIABLES.bytes;
  throw new FanoutError(
    'SOURCE_TOO_LARGE',
    `The file has ${(bytes / unit).toFixed(1)} GB or more; at most ${maxBytes / unit} GB are accepted (${name}).`,
  );
}

/** An error that names the limit with its value. */
export function over(limit: keyof SourceLimits, found: string, most: string): FanoutError {
  const { name } = LIMIT_VARIABLES[limit];
  return new FanoutError('SOURCE_OVER_LIMITS', `${found}; at most ${most} are accepted (${name}).`);
}
