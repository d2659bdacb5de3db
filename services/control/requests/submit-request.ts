import { ALL_TENANTS, FanoutError, type VideoId, videoId } from '../../core/index.ts';
import type { JobSpec } from '../../core/spec/index.ts';
import { jobOverview } from '../../temporal/index.ts';
import { claimVideoId } from '../claim.ts';
import type { Principal } from '../principal.ts';
import { jobId, remoteIdentity, remoteJob, remoteSource, submitJob } from '../submit.ts';
import { sourceOf } from '../uploads/record.ts';
import type { JobRequest, RequestParts } from './request.ts';
import { allowedPlace } from './request-place.ts';
import { requestSpec } from './request-spec.ts';

export interface Submitted {
  readonly videoId: VideoId;
  /** `false` for a job that was there before. */
  readonly created: boolean;
}

/**
 * Starts the job that a request asks for. The same upload, and the same idempotency key, are always the same job.
 * @throws FanoutError as {@link requestSpec}, for the source as {@link allowedPlace}; UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE,
 * IDEMPOTENCY_CONFLICT, TENANT_OVER_QUOTA, STACK_UNREACHABLE, STORAGE_FAILED
 */
export async function submitRequest(
  parts: RequestParts,
  principal: Principal,
  request: JobRequest,
  idempotencyKey?: string,
): Promise<Submitted> {
  const { client, store, profilesDir } = parts;
  const spec = await requestSpec(profilesDir, principal, request, idempotencyKey);
  const { source } = request;
  if ('uploadId' in source) return submitUpload(parts, principal, spec, videoId(source.uploadId), request.tenant);
  const named = remoteSource(allowedPlace(principal, source.url));
  const id = await jobId(store, spec, remoteIdentity(named));
  const { created } = await submitJob(client, spec, async () => remoteJob(id, spec, named));
  return { videoId: id, created };
}

async function submitUpload(
  { client, store, uploads }: RequestParts,
  principal: Principal,
  wanted: JobSpec,
  id: VideoId,
  tenant: string | undefined,
): Promise<Submitted> {
  const job = await jobOverview(client, id);
  if (job && (principal.tenant === ALL_TENANTS || principal.tenant === job.tenant))
    return { videoId: id, created: false };
  const upload = await uploads.requireComplete(id, principal.tenant);
  if (tenant !== undefined && tenant !== upload.tenant) {
    throw new FanoutError('REQUEST_INVALID', `The upload is of the tenant "${upload.tenant}".`);
  }
  const spec = { ...wanted, tenant: upload.tenant };
  // The job has the upload's id; a key must not stand for two of them.
  if (spec.idempotencyKey !== undefined) await claimVideoId(store, spec.idempotencyKey, spec, ['upload', id]);
  const source = sourceOf(upload);
  const { created } = await submitJob(client, spec, async () => ({ videoId: id, spec, source, ownsSource: true }));
  return { videoId: id, created };
}
