import { BUCKETS, type MetadataActivities, videoPrefix } from '../core/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';

/** Removes what a job that was cancelled or refused has written, and its uploaded source where nobody needs it again. */
export function discard(deps: MetadataDeps, input: Parameters<MetadataActivities['discard']>[0]): Promise<void> {
  return heartbeating(async () => {
    await deps.store.removePrefix(BUCKETS.encoded, videoPrefix(input.videoId));
    if (input.source) await deps.store.removePrefix(input.source.bucket, input.source.key);
  });
}
