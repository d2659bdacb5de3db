import { BUCKETS, isVideoId, type Twins, type TwinsInput, twinKey, twinsPrefix } from '../core/index.ts';
import { NO_STORE, type Store } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';

/** The newest are looked at: ids sort by time. */
const MOST = 3;

/** Finds the videos that share renditions with this one, and makes it known as another that does. */
export function findTwins({ store }: MetadataDeps, input: TwinsInput): Promise<Twins> {
  return heartbeating(async () => {
    const found = await Promise.all(
      input.hashes.map(async (hash) => {
        const prefix = twinsPrefix(input.tenant, hash);
        const names = [];
        for await (const { key } of store.list(BUCKETS.encoded, prefix)) names.push(key.slice(prefix.length));
        const ids = names.filter(isVideoId).filter((id) => id !== input.videoId);
        return [hash, ids.slice(-MOST)] as const;
      }),
    );
    await Promise.all(
      input.hashes.map((hash) =>
        store.put(BUCKETS.encoded, twinKey(input.tenant, hash, input.videoId), input.videoId, {
          contentType: 'text/plain',
          cacheControl: NO_STORE,
        }),
      ),
    );
    return Object.fromEntries(found.filter(([, ids]) => ids.length > 0));
  });
}

/** Makes a video unknown again as one that has these renditions. */
export async function forgetTwins(store: Store, input: TwinsInput): Promise<void> {
  await Promise.all(
    input.hashes.map((hash) => store.remove(BUCKETS.encoded, twinKey(input.tenant, hash, input.videoId))),
  );
}
