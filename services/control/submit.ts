import { randomBytes } from 'node:crypto';
import { basename } from 'node:path/posix';
import type { Client } from '@temporalio/client';
import { newVideoId, type RemotePlace, type VideoId, type VideoJob } from '../core/index.ts';
import type { JobSpec } from '../core/spec/index.ts';
import type { Store } from '../store/index.ts';
import { startJob } from '../temporal/index.ts';
import { claimVideoId } from './claim.ts';
import { requireQuota, tenantShare } from './tenants.ts';

/** A source that is read where it is, and stays there whatever becomes of its job. */
export type RemoteSource =
  | { readonly kind: 'web'; readonly url: string; readonly name: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string; readonly name: string };

/**
 * A new id for a job; with an idempotency key, the one that it stands for.
 * @param source what tells the source from others: an address, or a digest of a file
 * @throws FanoutError IDEMPOTENCY_CONFLICT
 */
export async function jobId(store: Store, spec: JobSpec, source: readonly (string | number)[]): Promise<VideoId> {
  const { idempotencyKey } = spec;
  if (idempotencyKey === undefined) return newVideoId(Date.now(), randomBytes(8));
  return claimVideoId(store, idempotencyKey, spec, source);
}

/** What is at an address that workers can reach. */
export function remoteSource(place: RemotePlace): RemoteSource {
  if ('bucket' in place) return { kind: 's3', ...place, name: basename(place.key) };
  const { href, pathname, hostname } = new URL(place.url);
  return { kind: 'web', url: href, name: basename(pathname) || hostname };
}

/** What tells a remote source from others. */
export function remoteIdentity(source: RemoteSource): string[] {
  return source.kind === 'web' ? [source.url] : [source.bucket, source.key];
}

export function remoteJob(videoId: VideoId, spec: JobSpec, { kind: _, ...source }: RemoteSource): VideoJob {
  return { videoId, spec, source, ownsSource: false };
}

/**
 * Starts a job, unless its tenant has as many as it may. One of the same id that is there already stays as it is.
 * @param prepare puts everything in its place that the job needs
 * @throws FanoutError TENANT_OVER_QUOTA, TENANTS_INVALID, and what `prepare` throws
 */
export async function submitJob(
  client: Client,
  spec: JobSpec,
  prepare: () => Promise<VideoJob>,
): Promise<{ readonly job: VideoJob; readonly created: boolean }> {
  await requireQuota(client, process.env, spec);
  const job = await prepare();
  const created = await startJob(client, job, await tenantShare(process.env, spec.tenant));
  return { job, created };
}
