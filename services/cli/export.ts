import { createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pLimit from 'p-limit';
import { BUCKETS, FanoutError, type JobStatus, type VideoId, videoPrefix } from '../core/index.ts';
import type { Store } from '../store/index.ts';

const CONCURRENT_GETS = 8;
/** Chunk reports are the pipeline's own; nobody needs them to play the video. */
const INTERNAL = /\/chunks\/\d+\.json$|\/work\//;

/** @throws FanoutError OUTPUT_NOT_EMPTY: files of another video must not be mixed with this one's */
export async function requireEmpty(dir: string): Promise<void> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new FanoutError('OUTPUT_NOT_EMPTY', `"${dir}" cannot be written to (${error.code}).`, [], { cause: error });
  });
  if (names.length > 0) throw new FanoutError('OUTPUT_NOT_EMPTY', `"${dir}" is not empty.`);
}

/** @throws FanoutError VIDEO_NOT_READY: says whether it will ever be there, and if not, why */
export function requireCompleted({ videoId, state, error }: JobStatus): void {
  if (state === 'completed') return;
  if (state === 'failed') {
    const why = error ? `: ${error.code}: ${error.message}` : '.';
    throw new FanoutError('VIDEO_NOT_READY', `Video "${videoId}" failed${why}`, [], { hint: error?.hint });
  }
  if (state === 'cancelled') {
    const hint = 'Submit it again.';
    throw new FanoutError('VIDEO_NOT_READY', `Video "${videoId}" was cancelled, and removed.`, [], { hint });
  }
  throw new FanoutError('VIDEO_NOT_READY', `Video "${videoId}" is ${state}.`);
}

/** Copies a finished video into a folder that plays from any static file server. @returns bytes written */
export async function exportVideo(store: Store, id: VideoId, dir: string): Promise<number> {
  const limit = pLimit(CONCURRENT_GETS);
  const copies: Promise<number>[] = [];
  for await (const { key } of store.list(BUCKETS.encoded, videoPrefix(id))) {
    if (!INTERNAL.test(key)) copies.push(limit(() => copy(store, key, join(dir, key.slice(videoPrefix(id).length)))));
  }
  return (await Promise.all(copies)).reduce((sum, bytes) => sum + bytes, 0);
}

async function copy(store: Store, key: string, path: string): Promise<number> {
  const found = await store.stream(BUCKETS.encoded, key);
  if (!found) throw new FanoutError('STORAGE_FAILED', `The object ${key} went away while it was copied.`);
  await mkdir(dirname(path), { recursive: true });
  await pipeline(found.body, createWriteStream(path));
  return found.bytes;
}
