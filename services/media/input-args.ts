import { DECODERS, FORMATS, IMAGE_FORMATS, type ImageFormat } from './allow-lists.ts';
import { sourceLimits } from './limits.ts';

/** Where a source can be read: only what a source proxy on this machine serves. */
const LOOPBACK_URL = /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]+$/;

/** Largest single allocation, in bytes: an 8K frame fits, a bomb does not. */
const MAX_ALLOC = '1000000000';
/** Of an image: as many as 16 million. */
const MAX_IMAGE_PIXELS = 4096 * 4096;

/**
 * The options that come before every `-i` of a user's file, for ffmpeg and ffprobe alike, and the input itself.
 * @throws RangeError when the URL is not one of a source proxy
 */
export function inputArgs(url: string): string[] {
  const { pixels, streams } = sourceLimits();
  return [
    ...allowing(url, FORMATS, DECODERS, streams, pixels),
    ...['-probesize', '50M', '-analyzeduration', '30M', '-i', url],
  ];
}

/** The same for an image of a known kind, which nothing but its own decoder may open. @throws RangeError likewise */
export function imageInputArgs(format: ImageFormat, url: string): string[] {
  const { demuxer, decoder } = IMAGE_FORMATS[format];
  return [...allowing(url, [demuxer], [decoder], 1, MAX_IMAGE_PIXELS), '-f', demuxer, '-i', url];
}

function allowing(
  url: string,
  formats: readonly string[],
  decoders: readonly string[],
  streams: number,
  pixels: number,
): string[] {
  if (!LOOPBACK_URL.test(url)) throw new RangeError(`not a source proxy URL: ${url}`);
  return [
    ...['-max_alloc', MAX_ALLOC, '-protocol_whitelist', 'http,tcp'],
    ...['-format_whitelist', formats.join(','), '-codec_whitelist', decoders.join(',')],
    ...['-max_streams', String(streams), '-max_pixels', String(pixels)],
  ];
}
