import { FanoutError } from '../core/index.ts';

/** Bytes from the start of a file that {@link rejectNonMedia} wants to see. */
export const SNIFF_BYTES = 4_096;

/** First non-space bytes of what must never reach ffmpeg: playlists and scripts that name other files or addresses. */
const TEXT_FORMATS: readonly (readonly [string, string])[] = [
  ['#EXTM3U', 'an HLS playlist'],
  ['ffconcat', 'an ffconcat script'],
  ['<?xml', 'an XML document'],
  ['<MPD', 'a DASH manifest'],
  ['<svg', 'an SVG image'],
  ['<!doctype', 'an HTML page'],
  ['<html', 'an HTML page'],
  ['v=0', 'an SDP session'],
  ['[playlist]', 'a playlist'],
];

const BINARY_FORMATS: readonly (readonly [string, string])[] = [
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['BM', 'a BMP image'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['%PDF', 'a PDF document'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a program'],
  ['\x1f\x8b', 'a gzip archive'],
  ['Vgm ', 'a game soundtrack'],
  ['FWS', 'a Flash movie'],
  ['CWS', 'a Flash movie'],
  ['ZWS', 'a Flash movie'],
];

/**
 * Refuses what is known not to be video by its first bytes, before any tool opens it.
 * @throws FanoutError SOURCE_NOT_MEDIA
 */
export function rejectNonMedia(head: Buffer): void {
  const text = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
  const what =
    TEXT_FORMATS.find(([magic]) => text.startsWith(magic.toLowerCase()))?.[1] ??
    BINARY_FORMATS.find(([magic]) => head.toString('latin1', 0, magic.length) === magic)?.[1] ??
    (head.toString('latin1', 8, 12) === 'WEBP' ? 'a WebP image' : undefined) ??
    (isText(head) ? 'plain text' : undefined);
  if (what) throw new FanoutError('SOURCE_NOT_MEDIA', `The file is ${what}, not a video.`);
}

/** Printable throughout: no container starts with hundreds of such bytes. */
function isText(head: Buffer): boolean {
  return (
    head.length > 0 && head.every((byte) => (byte >= 0x20 ? byte !== 0x7f : byte === 9 || byte === 10 || byte === 13))
  );
}
