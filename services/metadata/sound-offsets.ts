import pLimit from 'p-limit';
import {
  type ChunkReport,
  endSeconds,
  initKey,
  type RenditionHash,
  type SoundOffset,
  segmentKey,
  type VerifyInput,
} from '../core/index.ts';
import { type DecodeTools, startTime } from '../media/index.ts';
import type { Store } from '../store/index.ts';
import { requiredObject } from './required-object.ts';

const CONCURRENT_LOOKS = 4;

type Reports = readonly (ChunkReport | null)[];

/**
 * How far each sound track is from the picture: at the start as a demuxer sees both, after the containers' own offsets; at
 * the end by the ticks of the last segments.
 * @returns one for each track, in their order
 */
export async function soundOffsets(
  store: Store,
  tools: DecodeTools,
  { videoId, video, audio }: VerifyInput,
  videoReports: readonly Reports[],
  audioReports: readonly Reports[],
): Promise<SoundOffset[]> {
  const smallest = video.at(-1);
  if (!smallest || audio.length === 0) return [];
  const limit = pLimit(CONCURRENT_LOOKS);
  const start = (hash: RenditionHash) =>
    limit(async () => {
      const keys = [initKey(videoId, hash), segmentKey(videoId, hash, 0)];
      return startTime(tools, await Promise.all(keys.map((key) => requiredObject(store, key))));
    });
  const [picture = 0, ...sounds] = await Promise.all([smallest, ...audio].map(({ hash }) => start(hash)));
  const pictureEnd = endSeconds(videoReports[0] ?? []);
  return sounds.map((sound, i) => ({
    startMs: milliseconds(sound - picture),
    endMs: milliseconds(endSeconds(audioReports[i] ?? []) - pictureEnd),
  }));
}

/** With two decimals. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e5) / 100;
}
