import {
  BUCKETS,
  chunkProofs,
  type FinishedJob,
  frameSeconds,
  jobKey,
  resultKey,
  type WriteResultInput,
} from '../core/index.ts';
import { NO_STORE } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';
import { SOURCE_SECONDS } from './source-seconds.ts';

/**
 * Puts `video.json` next to the playlists: all that is known of a finished job, for those who do not ask Temporal, and the
 * plan and the proof of every chunk besides, which is too much for a status. What later changes need goes where nobody
 * publishes it.
 */
export function writeResult(deps: MetadataDeps, { status, job, made }: WriteResultInput): Promise<void> {
  return heartbeating(async () => {
    const { videoId, chunks } = made;
    const proof = await Promise.all(
      [...made.video, ...made.audio].map(async ({ name, hash }) => ({
        name,
        chunks: chunkProofs(await deps.reports.read(videoId, hash, chunks.length), chunks),
      })),
    );
    const { revision: _, ...original } = job;
    const finished: FinishedJob = { job: original, made };
    const put = (bucket: string, key: string, value: object) =>
      deps.store.put(bucket, key, JSON.stringify(value, null, 2), {
        contentType: 'application/json',
        cacheControl: NO_STORE,
      });
    await put(BUCKETS.source, jobKey(videoId), finished);
    await put(BUCKETS.encoded, resultKey(videoId), { ...status, plan: made, proof });
    if (!job.revision) SOURCE_SECONDS.add(frameSeconds(made.grid, made.grid.frames));
  });
}
