import { BUCKETS, type DiscardInput, videoPrefix } from '../core/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';

/** Removes what a job has written and nobody needs any more, and its uploaded source where that is refused. */
export function discard(
  deps: MetadataDeps,
  { videoId, source, attachments = [], folders = [''] }: DiscardInput,
): Promise<void> {
  return heartbeating(async () => {
    for (const folder of folders) {
      const prefix = videoPrefix(videoId) + (folder === '' ? '' : `${folder}/`);
      await deps.store.removePrefix(BUCKETS.encoded, prefix);
    }
    for (const { bucket, key } of source ? [source, ...attachments] : attachments) {
      await deps.store.removePrefix(bucket, key);
    }
  });
}
