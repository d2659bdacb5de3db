import { log } from '@temporalio/workflow';
import {
  BUCKETS,
  captionUploadsPrefix,
  type DiscardInput,
  exitCodeFor,
  type FanoutError,
  type MetadataActivities,
  s3Address,
  sourceKey,
  type VideoId,
  type VideoJob,
  type VideoPlan,
  videoRenditions,
  watermarkUploadKey,
} from '../core/index.ts';
import { activities } from './activities.ts';
import { METADATA_OPTIONS } from './activity-options.ts';

const metadata = activities<MetadataActivities>(METADATA_OPTIONS);

/**
 * What a refused or cancelled job wrote is removed, with what was uploaded for it. After other failures, which are not the
 * input's, finished chunks and uploads stay: whoever looks into it needs them, and a retry goes on from them. Copies of the
 * source never do. Of a video that was complete, only what was to be added goes.
 */
export async function cleanUp(job: VideoJob, cause: FanoutError, plan: VideoPlan | null): Promise<void> {
  const all = exitCodeFor(cause.code) === 2 || cause.code === 'CANCELLED';
  try {
    await metadata.discard(all ? everything(job, plan) : copies(job));
  } catch (error) {
    log.warn('What the job had written could not be removed', { error: String(error) });
  }
}

function copies({ videoId, source }: VideoJob): DiscardInput {
  return { videoId, source: 'url' in source ? webCopy(videoId) : null, folders: ['work'] };
}

function everything(job: VideoJob, plan: VideoPlan | null): DiscardInput {
  const { videoId, spec, revision } = job;
  const hashes = plan ? [...videoRenditions(plan), ...plan.audio].map(({ hash }) => hash) : [];
  const known = plan ? { twins: { tenant: spec.tenant, hashes } } : {};
  if (revision) {
    const { folders = [], ...rest } = copies(job);
    return { ...rest, folders: [...folders, ...hashes], ...known };
  }
  return { videoId, source: ownedSource(job), attachments: ownedAttachments(job), ...known };
}

/** What Fanout itself put into the bucket of sources: an upload, or the copy of a file on the web. */
function ownedSource({ videoId, source, ownsSource }: VideoJob) {
  if ('url' in source) return webCopy(videoId);
  return ownsSource ? source : null;
}

/** Where a source from a server without ranges is copied to. */
function webCopy(videoId: VideoId) {
  return { bucket: BUCKETS.source, key: sourceKey(videoId) };
}

/** What was uploaded besides the source. */
function ownedAttachments({ videoId, spec }: VideoJob) {
  const mark = { bucket: BUCKETS.source, key: watermarkUploadKey(videoId) };
  const captions = { bucket: BUCKETS.source, key: captionUploadsPrefix(videoId) };
  return [
    ...(spec.watermark.image === s3Address(mark) ? [mark] : []),
    ...(spec.captionFiles.some((file) => file.startsWith(s3Address(captions))) ? [captions] : []),
  ];
}
