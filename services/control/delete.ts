import {
  BUCKETS,
  FanoutError,
  isRenditionHash,
  type RenditionHash,
  twinKey,
  type VideoId,
  videoPrefix,
} from '../core/index.ts';
import type { Store } from '../store/index.ts';
import { deleteHistory, jobOverview } from '../temporal/index.ts';
import type { Stack } from './revise.ts';

/**
 * Removes a video with all that was uploaded for it, and the history of its job. What was begun is finished by doing it again.
 * @returns how many objects were removed
 * @throws FanoutError VIDEO_NOT_FOUND, JOB_RUNNING
 */
export async function deleteVideo({ client, store }: Stack, id: VideoId): Promise<number> {
  const job = await jobOverview(client, id);
  if (job?.running) throw new FanoutError('JOB_RUNNING', `The job of "${id}" is still under way.`);
  const { hashes, count } = await contents(store, id);
  const sources = await countOf(store, BUCKETS.source, id);
  if (!job && count + sources === 0) throw new FanoutError('VIDEO_NOT_FOUND', `There is no video "${id}".`);
  // Nobody may start to copy what is about to go.
  for (const hash of hashes) await store.remove(BUCKETS.encoded, twinKey(job?.tenant ?? 'default', hash, id));
  await store.removePrefix(BUCKETS.encoded, videoPrefix(id));
  await store.removePrefix(BUCKETS.source, videoPrefix(id));
  // Last: as long as it is there, the video can be named.
  await deleteHistory(client, id);
  return count + sources;
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

async function countOf(store: Store, bucket: string, id: VideoId): Promise<number> {
  let count = 0;
  for await (const _ of store.list(bucket, videoPrefix(id))) count++;
  return count;
}
