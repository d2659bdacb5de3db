import { isRenditionHash, type RenditionHash } from './ids.ts';

/** A segment as a media playlist of Fanout names it. */
export interface ListedSegment {
  /** Of the folder that it lies in. */
  readonly hash: RenditionHash;
  /** Name of its file in there. */
  readonly file: string;
  /** How long it plays. */
  readonly seconds: number;
}

const EXTINF = /^#EXTINF:(\d+(?:\.\d+)?),/;
const SEGMENT = /^\.\.\/([0-9a-f]{16})\/(seg-\d+\.m4s)$/;

/** The segments of a media playlist that Fanout has written, in order; lines that are none of its own are passed over. */
export function segmentsIn(playlist: string): ListedSegment[] {
  const segments: ListedSegment[] = [];
  let seconds = 0;
  for (const line of playlist.split('\n')) {
    seconds = Number(EXTINF.exec(line)?.[1] ?? seconds);
    const [, hash = '', file = ''] = SEGMENT.exec(line) ?? [];
    if (isRenditionHash(hash)) segments.push({ hash, file, seconds });
  }
  return segments;
}
