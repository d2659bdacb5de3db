import type { StoredObject } from '../core/index.ts';
import type { Store } from './store.ts';

/** One version of an object, readable at any place. Fits what the source proxy serves. */
export function objectSource(store: Store, object: StoredObject) {
  return {
    identity: `${object.bucket}/${object.key}@${object.etag}`,
    size: object.bytes,
    read: (start: number, end: number) => store.read(object.bucket, object.key, object.etag, start, end),
  };
}
