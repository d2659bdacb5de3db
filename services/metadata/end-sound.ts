import {
  BUCKETS,
  type ChunkReport,
  chunkReportKey,
  type EndSoundInput,
  samplesAt,
  segmentKey,
  soundEnd,
} from '../core/index.ts';
import { cutAudioSegment } from '../media/index.ts';
import { IMMUTABLE, NO_STORE } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';
import { requiredObject } from './required-object.ts';

/**
 * Cuts a sound track where the picture ends, now that it is known: its last segment holds a little more than was planned.
 * Done twice, it changes nothing. No playlist has named that segment yet.
 */
export function endSound({ store }: MetadataDeps, input: EndSoundInput): Promise<void> {
  return heartbeating(async () => {
    const { videoId, grid, rendition, chunk, endFrame } = input;
    const reportKey = chunkReportKey(videoId, rendition.hash, chunk.index);
    const report = JSON.parse((await requiredObject(store, reportKey)).toString('utf8')) as ChunkReport;
    const last = report.segments.at(-1);
    if (!last || last.endTicks === samplesAt(grid, endFrame)) return;
    const key = segmentKey(videoId, rendition.hash, last.number);
    const cut = cutAudioSegment(last, await requiredObject(store, key), soundEnd(grid, last.startTicks, endFrame));
    await store.put(BUCKETS.encoded, key, cut.data, { contentType: 'audio/mp4', cacheControl: IMMUTABLE });
    const { data: _, ...segment } = cut;
    const changed: ChunkReport = {
      ...report,
      frames: { ...report.frames, end: endFrame },
      segments: [...report.segments.slice(0, -1), segment],
    };
    await store.put(BUCKETS.encoded, reportKey, JSON.stringify(changed), {
      contentType: 'application/json',
      cacheControl: NO_STORE,
    });
  });
}
