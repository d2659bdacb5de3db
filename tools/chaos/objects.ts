import { posix } from 'node:path';
import {
  BUCKETS,
  chunkReportKey,
  type JobStatus,
  jobKey,
  outputKey,
  renditionHash,
  resultKey,
  sourceKey,
  twinKey,
  type VideoId,
  type VideoPlan,
  videoPrefix,
} from '../../services/core/index.ts';
import type { Store } from '../../services/store/index.ts';

/** A finished video as its playlists tell it. */
export interface Published {
  /** Every key that a playlist, the result or the layout names. */
  readonly named: ReadonlySet<string>;
  /** Segments of each media playlist by its name, in order, the init segment first. */
  readonly segments: ReadonlyMap<string, readonly string[]>;
}

const MASTER = 'hls/master.m3u8';

/** Reads all playlists of a finished video, from the master on. @param tenant whose it is */
export async function readPlaylists(
  store: Store,
  status: JobStatus,
  plan: VideoPlan,
  tenant: string,
): Promise<Published> {
  const { videoId } = status;
  const named = new Set<string>([resultKey(videoId), ...[sourceKey, jobKey].map((key) => inSources(key(videoId)))]);
  const segments = new Map<string, readonly string[]>();
  for (const path of [status.dash, ...status.files]) if (path) named.add(outputKey(videoId, path));
  const waiting = [outputKey(videoId, MASTER)];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (named.has(key)) continue;
    named.add(key);
    if (!key.endsWith('.m3u8')) continue;
    const uris = await urisOf(store, key);
    const media = uris.filter((uri) => /\.(?:mp4|m4s)$/.test(uri));
    if (media.length > 0) segments.set(posix.basename(key, '.m3u8'), [...new Set(media)]);
    waiting.push(...uris);
  }
  for (const folder of new Set([...segments.values()].flat().map((key) => posix.basename(posix.dirname(key))))) {
    const hash = renditionHash(folder);
    named.add(twinKey(tenant, hash, videoId));
    for (const { index } of plan.chunks) named.add(chunkReportKey(videoId, hash, index));
  }
  return { named, segments };
}

/** Keys that a playlist names. A playlist that is not there names none: that it is missing shows by itself. */
async function urisOf(store: Store, key: string): Promise<string[]> {
  const text = (await store.get(BUCKETS.encoded, key))?.toString() ?? '';
  return text.split('\n').flatMap((line) => {
    const uri = line.startsWith('#') ? /\bURI="([^"]+)"/.exec(line)?.[1] : line.trim();
    return uri ? [posix.join(posix.dirname(key), uri)] : [];
  });
}

/** Both buckets' keys in one set: those of sources are told apart by their place. */
function inSources(key: string): string {
  return `${BUCKETS.source}:${key}`;
}

/** Everything that lies in the two buckets, named as {@link Published.named} does. */
export async function allObjects(store: Store): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(BUCKETS.encoded, '')) keys.push(key);
  for await (const { key } of store.list(BUCKETS.source, '')) keys.push(inSources(key));
  return keys;
}

/** Of the objects, those of a video. */
export function objectsOf(objects: readonly string[], id: VideoId): string[] {
  const prefix = videoPrefix(id);
  return objects.filter((key) => key.startsWith(prefix) || key.startsWith(inSources(prefix)) || key.endsWith(`/${id}`));
}
