import { DECODERS, FORMATS } from './allow-lists.ts';
import { sourceLimits } from './limits.ts';

/** Where a source can be read: only what a source proxy on this machine serves. */
const LOOPBACK_URL = /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]+$/;

/** Largest single allocation, in bytes: an 8K frame fits, a bomb does not. */
const MAX_ALLOC = '1000000000';

/**
 * The options that come before every `-i` of a user's file, for ffmpeg and ffprobe alike, and the input itself.
 * @throws RangeError when the URL is not one of a source proxy
 */
export function inputArgs(url: string): string[] {
  if (!LOOPBACK_URL.test(url)) throw new RangeError(`not a source proxy URL: ${url}`);
  const { pixels, streams } = sourceLimits();
  return [
    '-max_alloc',
    MAX_ALLOC,
    '-protocol_whitelist',
    'http,tcp',
    '-format_whitelist',
    FORMATS.join(','),
    '-codec_whitelist',
    DECODERS.join(','),
    '-max_streams',
    String(streams),
    '-max_pixels',
    String(pixels),
    '-probesize',
    '50M',
    '-analyzeduration',
    '30M',
    '-i',
    url,
  ];
}
