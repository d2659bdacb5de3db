import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, resolve } from 'node:path';
import { BUCKETS, newVideoId, sourceKey, type VideoJob } from '../core/index.ts';
import type { JobSpec } from '../core/spec/index.ts';
import { inspectSource, mediaToolsFromEnv, openFileSource, SourceProxy } from '../media/index.ts';
import type { Store } from '../store/index.ts';
import { uploadAttachments } from './attachments.ts';
import { namedPlace } from './named-place.ts';

/** What a user named as the source of a job. */
export type NamedSource =
  | { readonly kind: 'file'; readonly path: string; readonly name: string; readonly bytes: number }
  | { readonly kind: 'web'; readonly url: string; readonly name: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string; readonly name: string };

/**
 * Understands what was named and, for a file, looks at it right here: a bad one is refused in a moment, before anything is
 * started or uploaded.
 *
 * @throws FanoutError with an input code, SOURCE_URL_REFUSED or SOURCE_SCHEME_UNSUPPORTED
 */
export async function resolveSource(text: string): Promise<NamedSource> {
  const place = namedPlace(text);
  if (place && 'bucket' in place) return { kind: 's3', ...place, name: basename(place.key) };
  if (place) {
    const { href, pathname, hostname } = new URL(place.url);
    return { kind: 'web', url: href, name: basename(pathname) || hostname };
  }
  const path = resolve(text);
  const source = await openFileSource(path);
  const proxy = await SourceProxy.start();
  try {
    const { ffprobe } = await mediaToolsFromEnv(process.env);
    await inspectSource(source, { ffprobe, proxy, cwd: tmpdir() });
    return { kind: 'file', path, name: basename(path), bytes: source.size };
  } finally {
    await proxy.stop();
    await source.close();
  }
}

/** A job for a source; a file is uploaded first. @param onProgress told the uploaded share, 0 to 1 */
export async function prepareJob(
  store: Store,
  named: NamedSource,
  wanted: JobSpec,
  onProgress?: (share: number) => void,
): Promise<VideoJob> {
  const videoId = newVideoId(Date.now(), randomBytes(8));
  const spec = await uploadAttachments(store, videoId, wanted);
  if (named.kind === 's3') {
    const { bucket, key, name } = named;
    return { videoId, spec, source: { bucket, key, name }, ownsSource: false };
  }
  if (named.kind === 'web') {
    const { url, name } = named;
    return { videoId, spec, source: { url, name }, ownsSource: false };
  }
  const source = { bucket: BUCKETS.source, key: sourceKey(videoId), name: named.name };
  await store.upload(source.bucket, source.key, createReadStream(named.path), {
    mostBytes: named.bytes,
    onProgress: (bytes) => onProgress?.(bytes / named.bytes),
  });
  return { videoId, spec, source, ownsSource: true };
}
