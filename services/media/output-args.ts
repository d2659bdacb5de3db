import type { OutputColour, Storyboard } from '../core/index.ts';
import { COLOURS } from './encoder-args.ts';
import { inputArgs } from './input-args.ts';
import { toneMap } from './tone-map.ts';

const HEAD = ['-nostdin', '-y', '-hide_banner', '-v', 'warning', '-progress', 'pipe:1'] as const;
const BITEXACT = ['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'] as const;

/** A finished track, and where it can be read. */
export interface JoinedTrack {
  readonly url: string;
  /** Of sound, three letters of ISO 639-2; `null` for a picture. */
  readonly language: string | null;
}

/**
 * One file of finished tracks, without encoding; its index comes first, so that it plays while it is downloaded. Of several
 * sound tracks the first is what players start with.
 */
export function joinArgs(tracks: readonly JoinedTrack[], file: string): string[] {
  const sounds = tracks.flatMap(({ language }) => language ?? []);
  return [
    ...HEAD,
    ...tracks.flatMap(({ url }) => inputArgs(url)),
    ...tracks.flatMap((_, i) => ['-map', `${i}:0`]),
    ...['-c', 'copy', ...BITEXACT],
    ...sounds.flatMap((language, i) => [
      ...[`-metadata:s:a:${i}`, `language=${language}`],
      ...[`-disposition:a:${i}`, i === 0 ? 'default' : '0'],
    ]),
    ...['-movflags', '+faststart', '-f', 'mp4', `file:${file}`],
  ];
}

/** Frames among which the most typical is chosen, so that a fade does not become the poster. */
const CANDIDATES = 60;
const POSTER_WIDTH = 1280;

/** JPEG has no high dynamic range. */
function toStandardRange(colour: OutputColour): string[] {
  return colour === 'bt709' ? [] : toneMap(COLOURS[colour][1], 'limited');
}

/** One picture of a finished rendition in these colours. */
export function posterArgs(colour: OutputColour, url: string, file: string): string[] {
  const filter = [
    `thumbnail=${CANDIDATES}`,
    ...toStandardRange(colour),
    `scale=w='min(${POSTER_WIDTH},iw)':h=-2:out_range=pc`,
    'format=yuvj420p',
  ].join(',');
  return [
    ...[...HEAD, ...inputArgs(url), '-map', '0:v:0', '-vf', filter, '-frames:v', '1', '-q:v', '3'],
    ...[...BITEXACT, '-f', 'image2', '-update', '1', `file:${file}`],
  ];
}

/** Sprites of a finished rendition's keyframes: nothing but keyframes is decoded. @param pattern e.g. `sprite-%03d.jpg` */
export function storyboardArgs(board: Storyboard, colour: OutputColour, url: string, pattern: string): string[] {
  const filter = [
    `select=not(mod(n\\,${board.everyGops}))`,
    ...toStandardRange(colour),
    `scale=${board.width}:${board.height}:out_range=pc`,
    'format=yuvj420p',
    `tile=${board.columns}x${board.rows}`,
  ].join(',');
  return [
    ...[...HEAD, '-skip_frame', 'nokey', ...inputArgs(url), '-map', '0:v:0', '-vf', filter, '-fps_mode', 'passthrough'],
    ...['-q:v', '5', ...BITEXACT, '-f', 'image2', `file:${pattern}`],
  ];
}

/** A text track, and where it is written. */
export interface TextOutput {
  readonly streamIndex: number;
  readonly codec: string;
  readonly file: string;
}

/** What a text track is written as: ffmpeg's WebVTT takes `<` in a SubRip line for the start of a tag, and loses what follows. */
export function textFormat(codec: string): 'webvtt' | 'srt' {
  return codec === 'webvtt' ? 'webvtt' : 'srt';
}

/** Text tracks of a source, each in a file of its own, from one pass. */
export function captionsArgs(tracks: readonly TextOutput[], url: string): string[] {
  return [
    ...['-nostdin', '-y', '-hide_banner', '-v', 'warning', ...inputArgs(url)],
    ...tracks.flatMap(({ streamIndex, codec, file }) => [
      ...['-map', `0:${streamIndex}`, '-vn', '-an', '-dn', '-c:s', codec === 'subrip' ? 'copy' : textFormat(codec)],
      ...[...BITEXACT, '-f', textFormat(codec), `file:${file}`],
    ]),
  ];
}
