import { bitrate } from '../../ui/format.ts';
import { codecName } from '../../ui/words.ts';

/** What is used of a level of hls.js. */
export interface PlayerLevel {
  readonly url: readonly string[] | string;
  readonly width: number;
  readonly height: number;
  /** Bits per second, sound included. */
  readonly bitrate: number;
  readonly videoCodec?: string | undefined;
}

/** A rendition that can be chosen. */
export interface Choice {
  /** Index among the player's levels. */
  readonly level: number;
  /** Of the rendition, such as `720p-hevc`. */
  readonly name: string;
  readonly label: string;
  readonly detail: string;
}

const CODECS: readonly (readonly [start: string, codec: string])[] = [
  ['avc', 'h264'],
  ['hvc', 'hevc'],
  ['hev', 'hevc'],
  ['av01', 'av1'],
];

/** The renditions that a player can switch to, the largest first, and of one size the thriftiest. */
export function choices(levels: readonly PlayerLevel[]): readonly Choice[] {
  return levels
    .map((level, index) => ({ level, index }))
    .sort(
      (a, b) => b.level.width * b.level.height - a.level.width * a.level.height || a.level.bitrate - b.level.bitrate,
    )
    .map(({ level, index }) => ({
      level: index,
      name: renditionOf(level),
      label: `${Math.min(level.width, level.height)}p ${codecOf(level)}`,
      detail: `${level.width}×${level.height}, up to ${bitrate(level.bitrate)}`,
    }));
}

/** The playlist of a rendition is called as the rendition is. */
function renditionOf({ url }: PlayerLevel): string {
  const address = typeof url === 'string' ? url : (url[0] ?? '');
  return /([^/]+)\.m3u8(?:[?#].*)?$/.exec(address)?.[1] ?? '';
}

function codecOf({ videoCodec = '' }: PlayerLevel): string {
  return codecName(CODECS.find(([start]) => videoCodec.startsWith(start))?.[1] ?? videoCodec);
}
