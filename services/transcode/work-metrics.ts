import { type EncodeChunkInput, frameSeconds, type VideoRendition } from '../core/index.ts';
import { SecondsCounter } from '../temporal/index.ts';

const MEDIA = new SecondsCounter('fanout_media_seconds', 'Length of what was encoded, for each rung');
const ENCODE = new SecondsCounter(
  'fanout_encode_seconds',
  'Time that it took, for each rung; those of a lane are encoded together, and each counts the whole',
);
const CPU = new SecondsCounter(
  'fanout_cpu_seconds',
  'CPU time of ffmpeg, by what came out; of attempts that succeeded',
);

/** A codec, or what comes out where there is none to name: pictures, and files that are only joined. */
export type Product = VideoRendition['codec'] | 'aac' | 'jpeg' | 'copy';

/** Puts out the counters that a chunk is about to add to: their first rise is seen then, if it takes a while. */
export function announceChunk(renditions: readonly VideoRendition[]): void {
  count(renditions, 0, 0, 0);
}

/**
 * Counts what an encode of a chunk made, once it is stored. What was there already is not among it.
 *
 * @param endFrame where it turned out to end
 * @param wallSeconds what ffmpeg took, waiting for the source included
 * @param cpuSeconds `null` where the system does not tell
 */
export function countChunk(
  { grid, chunk }: Pick<EncodeChunkInput, 'grid' | 'chunk'>,
  renditions: readonly VideoRendition[],
  endFrame: number,
  wallSeconds: number,
  cpuSeconds: number | null,
): void {
  count(renditions, frameSeconds(grid, Math.max(0, endFrame - chunk.frames.start)), wallSeconds, cpuSeconds);
}

/** Counts CPU time of ffmpeg. @param seconds `null` where the system does not tell */
export function countCpu(codec: Product, seconds: number | null): void {
  CPU.add(seconds ?? 0, { codec });
}

/** The same for renditions that share a codec. */
export function countLane([first]: readonly VideoRendition[], seconds: number | null): void {
  if (first) countCpu(first.codec, seconds);
}

function count(
  renditions: readonly VideoRendition[],
  mediaSeconds: number,
  wallSeconds: number,
  cpuSeconds: number | null,
): void {
  for (const { name, codec, encoder } of renditions) {
    // The other codecs' renditions have names such as `720p-hevc`.
    const tags = { codec, rung: name.replace(`-${codec}`, ''), encoder };
    MEDIA.add(mediaSeconds, tags);
    ENCODE.add(wallSeconds, tags);
  }
  countLane(renditions, cpuSeconds);
}
