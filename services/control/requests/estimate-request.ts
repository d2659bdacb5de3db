import { type JobSource, videoId } from '../../core/index.ts';
import { estimateJob, type JobEstimate, type JobEstimateWish } from '../estimate-job.ts';
import type { Principal } from '../principal.ts';
import { remoteSource } from '../submit.ts';
import { sourceOf } from '../uploads/record.ts';
import type { JobRequest, RequestParts } from './request.ts';
import { allowedPlace } from './request-place.ts';
import { requestSpec } from './request-spec.ts';

/**
 * What the job that a request asks for would take; nothing is started.
 * @throws FanoutError as {@link requestSpec}, for the source as {@link allowedPlace}, and as {@link estimateJob};
 * UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE
 */
export async function estimateRequest(
  parts: RequestParts,
  principal: Principal,
  request: JobRequest,
  wish: JobEstimateWish,
): Promise<JobEstimate> {
  const spec = await requestSpec(parts.profilesDir, principal, request);
  return estimateJob(parts, spec, await requestSource(parts, principal, request.source), wish);
}

async function requestSource(
  { uploads }: RequestParts,
  principal: Principal,
  source: JobRequest['source'],
): Promise<JobSource> {
  if ('uploadId' in source) return sourceOf(await uploads.requireComplete(videoId(source.uploadId), principal.tenant));
  const { kind: _, ...place } = remoteSource(allowedPlace(principal, source.url));
  return place;
}
