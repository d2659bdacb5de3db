import { BUCKETS, type DiscardInput, videoPrefix } from '../core/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';
import { forgetTwins } from './find-twins.ts';

/** Removes what a job has written and nobody needs any more, and its uploaded source where that is refused. */
export function discard(
  deps: MetadataDeps,
  { videoId, source, attachments = [], folders = [''], twins }: DiscardInput,
): Promise<void> {
  return heartbeating(async () => {
    // Nobody may start to copy what is about to go.
    if (twins) await forgetTwins(deps.store, { videoId, ...twins });
    for (const folder of folders) {
      const prefix = videoPrefix(videoId) + (folder === '' ? '' : `${folder}/`);
      await deps.store.removePrefix(BUCKETS.encoded, prefix);
    }
    for (const { bucket, key } of source ? [source, ...attachments] : attachments) {
      await deps.store.removePrefix(bucket, key);
    }
  });
}
