import { BUCKETS, type ChunkReport, initKey, type RenditionHash, segmentKey, type VideoId } from '../core/index.ts';
import type { Store } from './store.ts';

interface Part {
  readonly key: string;
  /** Where its bytes lie in the whole. */
  readonly start: number;
  readonly end: number;
}

/** A rendition as one file, without there being one: its init segment and its segments, one after the other. */
export function joinedSource(
  store: Store,
  videoId: VideoId,
  hash: RenditionHash,
  reports: readonly Pick<ChunkReport, 'initBytes' | 'segments'>[],
) {
  const parts: Part[] = [];
  let size = 0;
  const add = (key: string, bytes: number) => {
    parts.push({ key, start: size, end: size + bytes });
    size += bytes;
  };
  add(initKey(videoId, hash), reports[0]?.initBytes ?? 0);
  const segments = reports.flatMap((report) => report.segments);
  for (const { number, bytes } of segments) add(segmentKey(videoId, hash, number), bytes);
  return {
    identity: `${videoId}/${hash}:${segments[0]?.number}-${segments.at(-1)?.number}`,
    size,
    async read(start: number, end: number): Promise<Buffer> {
      const wanted = parts.filter((part) => part.start < end && part.end > start);
      const pieces = wanted.map((part) =>
        store.read(
          BUCKETS.encoded,
          part.key,
          null,
          Math.max(0, start - part.start),
          Math.min(part.end, end) - part.start,
        ),
      );
      return Buffer.concat(await Promise.all(pieces));
    },
  };
}
