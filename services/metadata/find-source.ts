import { BUCKETS, type FindSourceInput, type SourcePlace, sourceKey } from '../core/index.ts';
import { heartbeating } from '../temporal/index.ts';
import { findOnWeb, webStream } from '../web/index.ts';
import type { MetadataDeps } from './deps.ts';

/**
 * Finds a source on the web. One that can be read at any place stays where it is; another is copied into the bucket once,
 * as if it had been uploaded.
 */
export function findSource(deps: MetadataDeps, { videoId, url }: FindSourceInput): Promise<SourcePlace> {
  return heartbeating(async (report, signal) => {
    const { object, ranges } = await findOnWeb(deps.web, url, signal);
    if (ranges) return object;
    const key = sourceKey(videoId);
    await deps.store.upload(BUCKETS.source, key, await webStream(deps.web, url, signal), {
      onProgress: (copiedBytes) => report({ copiedBytes }),
    });
    return { bucket: BUCKETS.source, key };
  });
}
