import { vttTime } from './storyboard.ts';
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

const TIME = /^((?:\d+:)?\d\d:\d\d\.\d{3})[ \t]+-->[ \t]+((?:\d+:)?\d\d:\d\d\.\d{3})(.*)$/;

/**
 * Moves the cues of a WebVTT text onto the video's timeline. Cues that would end before it starts are left out, and one
 * that starts before it is cut.
 * @param seconds how much earlier everything is shown
 */
export function alignCaptions(vtt: string, seconds: number): string {
  const blocks = vtt.replaceAll('\r\n', '\n').split(/\n{2,}/);
  const cues = blocks.flatMap((block) => {
    const lines = block.split('\n');
    const at = lines.findIndex((line) => TIME.test(line));
    const match = TIME.exec(lines[at] ?? '');
    if (!match) return [];
    const [start, end] = [parseTime(match[1] ?? '') - seconds, parseTime(match[2] ?? '') - seconds];
    if (end <= 0) return [];
    const text = lines.slice(at + 1).filter((line) => line !== '');
    return [[`${vttTime(start)} --> ${vttTime(end)}${match[3] ?? ''}`, ...text, ''].join('\n')];
  });
  // The map ties the cues to the segments' own clock, which starts at zero.
  return ['WEBVTT', 'X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0', '', ...cues].join('\n');
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
