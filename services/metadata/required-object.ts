import { BUCKETS, FanoutError } from '../core/index.ts';
import type { Store } from '../store/index.ts';

/** An object of a finished video. @throws FanoutError OBJECT_MISSING when it is not there */
export async function requiredObject(store: Store, key: string): Promise<Buffer> {
  const bytes = await store.get(BUCKETS.encoded, key);
  if (!bytes) throw new FanoutError('OBJECT_MISSING', `The object ${key} is missing.`);
  return bytes;
}
