import { FanoutError, type RemotePlace, s3Address } from '../core/index.ts';
import { readFromWeb } from '../web/index.ts';
import type { SourcePlaces } from './open-source.ts';

/**
 * A small file besides the source, whole; of one that is larger than `limit` bytes, a little more than that, so that its
 * reader can tell.
 * @throws FanoutError SOURCE_NOT_FOUND, SOURCE_CHANGED, STORAGE_FAILED, and as reading from the web does
 */
export async function readSmall(
  { store, web }: SourcePlaces,
  place: RemotePlace,
  limit: number,
  cancel: AbortSignal,
): Promise<Buffer> {
  if ('url' in place) return readFromWeb(web, place.url, limit, cancel);
  const found = await store.head(place.bucket, place.key);
  if (!found) throw new FanoutError('SOURCE_NOT_FOUND', `There is no object ${s3Address(place)}.`);
  if (found.bytes === 0) return Buffer.alloc(0);
  return store.read(place.bucket, place.key, found.etag, 0, Math.min(found.bytes, limit + 1));
}
