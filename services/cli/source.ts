import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, resolve } from 'node:path';
import { jobId, namedPlace, type RemoteSource, remoteIdentity, remoteJob, remoteSource } from '../control/index.ts';
import { BUCKETS, sourceKey, type VideoJob } from '../core/index.ts';
import type { JobSpec } from '../core/spec/index.ts';
import { inspectSource, mediaToolsFromEnv, openFileSource, SourceProxy } from '../media/index.ts';
import type { Store } from '../store/index.ts';
import { uploadAttachments } from './attachments.ts';

/** What a user named as the source of a job. */
export type NamedSource =
  | { readonly kind: 'file'; readonly path: string; readonly name: string; readonly bytes: number }
  | RemoteSource;

/**
 * Understands what was named and, for a file, looks at it right here: a bad one is refused in a moment, before anything is
 * started or uploaded.
 *
 * @throws FanoutError with an input code, SOURCE_URL_REFUSED or SOURCE_SCHEME_UNSUPPORTED
 */
export async function resolveSource(text: string): Promise<NamedSource> {
  const place = namedPlace(text);
  if (place) return remoteSource(place);
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
  const videoId = await jobId(store, wanted, await identify(named));
  const spec = await uploadAttachments(store, videoId, wanted);
  if (named.kind !== 'file') return remoteJob(videoId, spec, named);
  const source = { bucket: BUCKETS.source, key: sourceKey(videoId), name: named.name };
  // The same job was submitted before.
  if ((await store.head(source.bucket, source.key))?.bytes === named.bytes) {
    return { videoId, spec, source, ownsSource: true };
  }
  await store.upload(source.bucket, source.key, createReadStream(named.path), {
    mostBytes: named.bytes,
    onProgress: (bytes) => onProgress?.(bytes / named.bytes),
  });
  return { videoId, spec, source, ownsSource: true };
}

/** Bytes at either end of a file that tell it from others of its size: reading all of it may take minutes. */
const ENDS = 1_000_000;

async function identify(named: NamedSource): Promise<(string | number)[]> {
  if (named.kind !== 'file') return remoteIdentity(named);
  const hash = createHash('sha256');
  for (const start of [0, Math.max(0, named.bytes - ENDS)]) {
    for await (const bytes of createReadStream(named.path, { start, end: start + ENDS - 1 })) hash.update(bytes);
  }
  return [named.bytes, hash.digest('hex')];
}
