import { BUCKETS, chunkProofs, resultKey, type WriteResultInput } from '../core/index.ts';
import { NO_STORE } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';

/**
 * Puts `video.json` next to the playlists: all that is known of a finished job, for those who do not ask Temporal, and the
 * proof of every chunk besides, which is too much for a status.
 */
export function writeResult(deps: MetadataDeps, { status, made }: WriteResultInput): Promise<void> {
  return heartbeating(async () => {
    const { videoId, chunks } = made;
    const proof = await Promise.all(
      [...made.video, ...made.audio].map(async ({ name, hash }) => ({
        name,
        chunks: chunkProofs(await deps.reports.read(videoId, hash, chunks.length), chunks),
      })),
    );
    await deps.store.put(BUCKETS.encoded, resultKey(videoId), JSON.stringify({ ...status, proof }, null, 2), {
      contentType: 'application/json',
      cacheControl: NO_STORE,
    });
  });
}
