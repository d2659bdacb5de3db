import {
  BUCKETS,
  captionUploadsPrefix,
  FanoutError,
  isRenditionHash,
  keysBesideSource,
  type RenditionHash,
  twinKey,
  type VideoId,
  videoPrefix,
} from '../core/index.ts';
import type { Store } from '../store/index.ts';
import { deleteHistory, jobOverview } from '../temporal/index.ts';
import type { Stack } from './revise.ts';

/**
 * Removes a video with all that Fanout uploaded for it, and the history of its job. A source that was named by an `s3://`
 * address, or appeared in the bucket by itself, is its owner's and stays. What was begun is finished by doing it again.
 * @returns how many objects were removed
 * @throws FanoutError VIDEO_NOT_FOUND, JOB_RUNNING
 */
export async function deleteVideo({ client, store }: Stack, id: VideoId): Promise<number> {
  const job = await jobOverview(client, id);
  if (job?.running) throw new FanoutError('JOB_RUNNING', `The job of "${id}" is still under way.`);
  const { hashes, count } = await contents(store, id);
  const uploads = await uploadsOf(store, id);
  if (!job && count + uploads.length === 0) throw new FanoutError('VIDEO_NOT_FOUND', `There is no video "${id}".`);
  // Nobody may start to copy what is about to go.
  for (const hash of hashes) await store.remove(BUCKETS.encoded, twinKey(job?.tenant ?? 'default', hash, id));
  await store.removePrefix(BUCKETS.encoded, videoPrefix(id));
  for (const key of uploads) await store.remove(BUCKETS.source, key);
  // Last: as long as it is there, the video can be named.
  await deleteHistory(client, id);
  return count + uploads.length;
}

async function contents(store: Store, id: VideoId): Promise<{ hashes: Set<RenditionHash>; count: number }> {
  const hashes = new Set<RenditionHash>();
  let count = 0;
  for await (const { key } of store.list(BUCKETS.encoded, videoPrefix(id))) {
    const folder = key.split('/')[1] ?? '';
    if (isRenditionHash(folder)) hashes.add(folder);
    count++;
  }
  return { hashes, count };
}

/** In the bucket of sources; the folder may hold what is not ours. */
async function uploadsOf(store: Store, id: VideoId): Promise<string[]> {
  const keys: string[] = [];
  const ours = keysBesideSource(id);
  for await (const { key } of store.list(BUCKETS.source, videoPrefix(id))) {
    if (ours.includes(key) || key.startsWith(captionUploadsPrefix(id))) keys.push(key);
  }
  return keys;
}
