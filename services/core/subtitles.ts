import type { Cue } from './captions.ts';
import type { FanoutError } from './errors.ts';
import { badCaptions, decodeSubtitles, linesOf, plain, subripLine } from './subtitle-text.ts';

export const MAX_CAPTION_BYTES = 2_000_000;
export const MAX_CUES = 20_000;

interface Format {
  readonly time: RegExp;
  /** What a time must look like, for messages. */
  readonly example: string;
  readonly isBlank: (line: string) => boolean;
  readonly text: (line: string) => string;
  readonly settings: (text: string) => string;
}

const SUBRIP: Format = {
  time: /^\s*(\d{1,4}:\d\d:\d\d[,.]\d{3})\s*-->\s*(\d{1,4}:\d\d:\d\d[,.]\d{3})(.*)$/,
  example: '00:00:01,000 --> 00:00:02,500',
  isBlank: (line) => line.trim() === '',
  text: subripLine,
  // Places in pixels of a picture that nobody knows.
  settings: () => '',
};

const WEBVTT: Format = {
  time: /^\s*((?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3})\s*-->\s*((?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3})(.*)$/,
  example: '00:01.000 --> 00:02.500',
  isBlank: (line) => line === '',
  text: plain,
  settings: (text) => (text.match(SETTING) ?? []).join(' '),
};

/** Cue settings; regions are not taken over. */
const SETTING = /(?<=\s)(?:vertical:(?:rl|lr)|(?:line|position|size|align):[a-z0-9.,%-]{1,40})(?=\s|$)/g;
const WEBVTT_HEAD = /^WEBVTT(?:[ \t]|$)/;
/** Blocks that are no cues. */
const OTHER_BLOCK = /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/;
const NUMBER = /^\s*\d+\s*$/;

/**
 * The cues of a SubRip or WebVTT file, in the order of their start; which of the two it is, its first line says.
 * @param name what messages call it
 * @throws FanoutError CAPTIONS_INVALID naming the line
 */
export function parseSubtitles(bytes: Uint8Array, name: string): Cue[] {
  if (bytes.length > MAX_CAPTION_BYTES) {
    throw badCaptions(name, 1, `the file has more than ${MAX_CAPTION_BYTES / 1e6} MB.`);
  }
  const lines = linesOf(decodeSubtitles(bytes, name));
  const isWebvtt = WEBVTT_HEAD.test(lines[0] ?? '');
  if (!isWebvtt && /\.vtt$/i.test(name)) throw badCaptions(name, 1, 'a WebVTT file starts with WEBVTT.');
  const cues = new SubtitleReader(lines, name, isWebvtt ? WEBVTT : SUBRIP).read(isWebvtt);
  if (cues.length === 0) throw badCaptions(name, 1, 'there are no captions in it.');
  return cues.sort((a, b) => a.start - b.start);
}

class SubtitleReader {
  readonly #lines: readonly string[];
  readonly #name: string;
  readonly #format: Format;
  #at = 0;

  constructor(lines: readonly string[], name: string, format: Format) {
    this.#lines = lines;
    this.#name = name;
    this.#format = format;
  }

  /** @param skipHead whether the first block is a header */
  read(skipHead: boolean): Cue[] {
    const cues: Cue[] = [];
    if (skipHead) this.#head();
    while (this.#at < this.#lines.length) {
      if (this.#format.isBlank(this.#line())) this.#at++;
      else if (skipHead && OTHER_BLOCK.test(this.#line())) this.#block();
      else cues.push(this.#cue());
      if (cues.length > MAX_CUES) throw this.#fault(`there are more than ${MAX_CUES} captions.`);
    }
    return cues;
  }

  /** Up to the first blank line, or the first time: the line between is forgotten now and then. */
  #head(): void {
    this.#at++;
    while (this.#at < this.#lines.length && !this.#format.isBlank(this.#line()) && !this.#line().includes('-->'))
      this.#at++;
  }

  #cue(): Cue {
    const { time, example, settings } = this.#format;
    if (!time.test(this.#line()) && this.#mayName(this.#line())) this.#at++;
    const match = time.exec(this.#line());
    if (!match) throw this.#fault(`a time is expected here, such as ${example}.`);
    const [, from = '', to = '', rest = ''] = match;
    const [start, end] = [this.#seconds(from), this.#seconds(to)];
    if (end < start) throw this.#fault('the caption ends before it starts.');
    this.#at++;
    return { start, end, settings: settings(rest), lines: this.#text() };
  }

  /** The lines up to the next blank one. */
  #text(): string[] {
    const from = this.#at;
    const raw = this.#block();
    const stray = raw.findIndex((line) => this.#format.time.test(line));
    if (stray >= 0) {
      this.#at = from + stray;
      throw this.#fault('a time in the middle of a text: an empty line is missing before it.');
    }
    return raw.map(this.#format.text).filter((line) => line.trim() !== '');
  }

  /** Whether a line may stand above a time: a number in SubRip, anything in WebVTT. */
  #mayName(line: string): boolean {
    return this.#format === WEBVTT ? !line.includes('-->') : NUMBER.test(line);
  }

  #block(): string[] {
    const from = this.#at;
    while (this.#at < this.#lines.length && !this.#format.isBlank(this.#line())) this.#at++;
    return this.#lines.slice(from, this.#at);
  }

  #seconds(text: string): number {
    const parts = text.replace(',', '.').split(':').map(Number);
    if (parts.slice(1).some((part) => part >= 60)) throw this.#fault(`${text} is no time.`);
    return parts.reduce((sum, part) => sum * 60 + part, 0);
  }

  #line(): string {
    return this.#lines[this.#at] ?? '';
  }

  #fault(why: string): FanoutError {
    return badCaptions(this.#name, Math.min(this.#at, this.#lines.length - 1) + 1, why);
  }
}
