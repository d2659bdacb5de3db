import type { FrameGrid } from './grid.ts';
import type { VideoId } from './ids.ts';
import { languageTag } from './languages.ts';
import type { SourceObject } from './plan.ts';
import { vttTime } from './storyboard.ts';
import { linesOf } from './subtitle-text.ts';
import { extinf } from './timeline.ts';

/** A text track of the source. */
export interface TextFacts {
  readonly streamIndex: number;
  readonly codec: string;
  readonly language: string;
}

/** A caption track as it was published. */
export interface TextTrack {
  /** Names its files. */
  readonly name: string;
  readonly label: string;
  readonly language: string;
}

export interface CaptionsInput {
  readonly videoId: VideoId;
  readonly source: SourceObject;
  readonly text: readonly TextFacts[];
  /** Seconds by which the captions' clock is ahead of the grid. */
  readonly aheadSeconds: number;
  readonly grid: FrameGrid;
}

export interface CaptionFileInput {
  readonly videoId: VideoId;
  /** An `s3://` or `https://` address. */
  readonly file: string;
  /** Its place among the video's text tracks, from 0 on. */
  readonly index: number;
  /** Seconds of the file before frame 0. */
  readonly aheadSeconds: number;
  readonly grid: FrameGrid;
}

/** One caption. Its lines are WebVTT text, none of them blank. */
export interface Cue {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  /** As in WebVTT, e.g. `align:start`. */
  readonly settings: string;
  readonly lines: readonly string[];
}

/** The `index`th track of a video, from 0 on. Two tracks of one language must differ in a player's menu. */
export function textTrack(index: number, language: string): TextTrack {
  const label = language === 'und' ? `Captions ${index + 1}` : `${language} ${index + 1}`;
  return { name: `captions-${index + 1}`, label, language };
}

/** What names say besides the language: whom captions are for, and when they are shown. */
const MARKS: readonly string[] = ['sdh', 'cc', 'hi', 'forced', 'default'];
/** A transport stream, rather than Tsonga. */
const NO_LANGUAGE: readonly string[] = ['ts'];

/** `film.en.srt`, `film.pt_BR.vtt` and `film.eng.sdh.srt` say their language; another name is of `und`. */
export function languageOfFile(name: string): string {
  let found = 'und';
  for (const part of name.split('.').slice(1, -1).reverse()) {
    const word = part.toLowerCase();
    // Hindi, unless a language comes before it.
    found = (NO_LANGUAGE.includes(word) ? null : languageTag(part)) ?? found;
    if (!MARKS.includes(word)) break;
  }
  return found;
}

const TIME = /^((?:\d+:)?\d\d:\d\d\.\d{3})[ \t]+-->[ \t]+((?:\d+:)?\d\d:\d\d\.\d{3})(.*)$/;
/** An instant within a text, for words that appear one by one. */
const INSTANT = /<((?:\d+:)?\d\d:\d\d\.\d{3})>/g;

/** The cues of a WebVTT text that ffmpeg wrote; what is none is passed over. */
export function readCues(vtt: string): Cue[] {
  const blocks = linesOf(vtt)
    .join('\n')
    .split(/\n{2,}/);
  return blocks.flatMap((block) => {
    const lines = block.split('\n');
    const at = lines.findIndex((line) => TIME.test(line));
    const match = TIME.exec(lines[at] ?? '');
    if (!match) return [];
    const text = lines.slice(at + 1).filter((line) => line.trim() !== '');
    const settings = match[3]?.trim() ?? '';
    return [{ start: parseTime(match[1] ?? ''), end: parseTime(match[2] ?? ''), settings, lines: text }];
  });
}

/**
 * WebVTT of cues on the video's timeline. Those that it does not show are left out; one that starts before it, or ends after
 * it, is cut.
 * @param aheadSeconds how much earlier everything is shown
 * @param lengthSeconds of the video
 */
export function writeCaptions(cues: readonly Cue[], aheadSeconds: number, lengthSeconds: number): string {
  const blocks = cues.flatMap(({ start, end, settings, lines }) => {
    const from = Math.max(0, start - aheadSeconds);
    const to = Math.min(lengthSeconds, end - aheadSeconds);
    if (to <= from || lines.length === 0) return [];
    // An arrow would make a time of its line.
    const text = lines.map((line) => moveInstants(line, aheadSeconds).replaceAll('-->', '--&gt;'));
    return [[`${vttTime(from)} --> ${vttTime(to)} ${settings}`.trimEnd(), ...text, ''].join('\n')];
  });
  // The map ties the cues to the segments' own clock, which starts at zero.
  return ['WEBVTT', 'X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0', '', ...blocks].join('\n');
}

function moveInstants(line: string, aheadSeconds: number): string {
  return line.replace(INSTANT, (_tag, time: string) => {
    const seconds = parseTime(time) - aheadSeconds;
    return seconds > 0 ? `<${vttTime(seconds)}>` : '';
  });
}

function parseTime(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** A playlist of one WebVTT file that covers the whole video. */
export function captionsPlaylist(name: string, ticks: number, timescale: number): string {
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.ceil(ticks / timescale))}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    `#EXTINF:${extinf(0, ticks, timescale)},`,
    `${name}.vtt`,
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
}
