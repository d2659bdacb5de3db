import { BUCKETS, type JobStatus, resultKey } from '../core/index.ts';
import { NO_STORE } from '../store/index.ts';
import type { MetadataDeps } from './deps.ts';

/** Puts `video.json` next to the playlists: all that is known of a finished job, for those who do not ask Temporal. */
export async function writeResult(deps: MetadataDeps, status: JobStatus): Promise<void> {
  await deps.store.put(BUCKETS.encoded, resultKey(status.videoId), JSON.stringify(status, null, 2), {
    contentType: 'application/json',
    cacheControl: NO_STORE,
  });
}
