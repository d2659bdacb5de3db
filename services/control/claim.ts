import { createHash } from 'node:crypto';
import { BUCKETS, claimKey, FanoutError, type VideoId, videoId } from '../core/index.ts';
import type { JobSpec } from '../core/spec/index.ts';
import { NO_STORE, type Store } from '../store/index.ts';

const ID_DIGITS = 32;

/** The video id that an idempotency key stands for. */
export function idOfKey(tenant: string, key: string): VideoId {
  return videoId(`k${digest([tenant, key]).slice(0, ID_DIGITS)}`);
}

/**
 * The video id of an idempotency key: whoever submits with it again, or at the same time, gets the same one, and so the same
 * job. It is claimed with what was asked for before anything is uploaded.
 *
 * @param source what tells the source from others: an address, or a digest of a file
 * @throws FanoutError IDEMPOTENCY_CONFLICT when the key was used for something else
 */
export async function claimVideoId(
  store: Store,
  key: string,
  spec: JobSpec,
  source: readonly (string | number)[],
): Promise<VideoId> {
  const id = idOfKey(spec.tenant, key);
  const asked = digest([Object.entries(spec).sort(([a], [b]) => (a < b ? -1 : 1)), source]);
  const options = { contentType: 'application/json', cacheControl: NO_STORE };
  if (await store.putNew(BUCKETS.source, claimKey(id), JSON.stringify({ asked }), options)) return id;
  const claim = await store.get(BUCKETS.source, claimKey(id));
  const { asked: before } = JSON.parse(claim?.toString() ?? '{}') as { readonly asked?: string };
  if (before === asked) return id;
  throw new FanoutError(
    'IDEMPOTENCY_CONFLICT',
    `The idempotency key was used before, for the job "${id}", with another source or another spec.`,
  );
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
