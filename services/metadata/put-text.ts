import { BUCKETS } from '../core/index.ts';
import { NO_STORE, type Store } from '../store/index.ts';

export const HLS_TYPE = 'application/vnd.apple.mpegurl';

/** Puts a playlist or another text that may be written again: nobody may keep an old one. */
export function putText(store: Store, key: string, text: string, contentType: string): Promise<void> {
  return store.put(BUCKETS.encoded, key, text, { contentType, cacheControl: NO_STORE });
}
