import { FanoutError } from './errors.ts';

/** A fault of a caption file, at a line from 1 on. */
export function badCaptions(name: string, line: number, why: string): FanoutError {
  return new FanoutError('CAPTIONS_INVALID', `${name}, line ${line}: ${why}`);
}

/**
 * The text of a caption file: UTF-8, or UTF-16 that says so with a byte order mark.
 * @throws FanoutError CAPTIONS_INVALID naming the line of the first bytes that are neither
 */
export function decodeSubtitles(bytes: Uint8Array, name: string): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const before = new TextDecoder(encoding).decode(bytes).split('\uFFFD')[0] ?? '';
    throw badCaptions(name, linesOf(before).length, `this is not ${encoding.toUpperCase()}. Save the file as UTF-8.`);
  }
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** Every kind of line end that WebVTT knows. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Tags that mean the same in both formats. */
const KEPT_TAG = /^<\/?[biu]>$/i;
/** Tags, and what SubRip players take for them; brackets do not nest, so that no text takes long. */
const SUBRIP_TOKEN = /<\/?[a-z][^<>]*>|\{\\[^{}]*\}|[&<>]/gi;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A line of a SubRip cue as WebVTT: bold, italic and underline stay, colours and places go, all else is text. */
export function subripLine(line: string): string {
  return plain(line).replace(SUBRIP_TOKEN, (token) => {
    if (KEPT_TAG.test(token)) return token.toLowerCase();
    return ESCAPES[token] ?? '';
  });
}

/** Without characters that steer something. */
export function plain(line: string): string {
  return line.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => (c === '\t' ? ' ' : ''));
}
