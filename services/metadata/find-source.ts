import { BUCKETS, type FindSourceInput, type SourcePlace, sourceKey } from '../core/index.ts';
import { heartbeating } from '../temporal/index.ts';
import { copyFromWeb, findOnWeb } from '../web/index.ts';
import type { MetadataDeps } from './deps.ts';

/**
 * Finds a source on the web. One that can be read at any place stays where it is; another is copied into the bucket once,
 * as if it had been uploaded.
 */
export function findSource({ store, web }: MetadataDeps, { videoId, url }: FindSourceInput): Promise<SourcePlace> {
  return heartbeating(async (report, signal) => {
    const { object, ranges } = await findOnWeb(web, url, signal);
    if (ranges) return object;
    const key = sourceKey(videoId);
    await copyFromWeb(web, url, signal, (body) =>
      store.upload(BUCKETS.source, key, body, {
        mostBytes: object.bytes || web.config.maxBytes,
        onProgress: (copiedBytes) => report({ copiedBytes }),
      }),
    );
    return { bucket: BUCKETS.source, key };
  });
}
