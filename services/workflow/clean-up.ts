import { log, proxyActivities } from '@temporalio/workflow';
import {
  BUCKETS,
  captionUploadsPrefix,
  exitCodeFor,
  type FanoutError,
  type MetadataActivities,
  s3Address,
  sourceKey,
  type VideoId,
  type VideoJob,
  watermarkUploadKey,
} from '../core/index.ts';
import { METADATA_OPTIONS } from './activity-options.ts';

const metadata = proxyActivities<MetadataActivities>(METADATA_OPTIONS);

/**
 * What a refused or cancelled job wrote is removed, with what was uploaded for it. After other failures, which are not the
 * input's, finished chunks and uploads stay: whoever looks into it needs them. Copies of the source never do.
 */
export async function cleanUp(job: VideoJob, cause: FanoutError): Promise<void> {
  const { videoId } = job;
  const all = exitCodeFor(cause.code) === 2 || cause.code === 'CANCELLED';
  try {
    await metadata.discard(
      all
        ? { videoId, source: ownedSource(job), attachments: ownedAttachments(job) }
        : { videoId, source: 'url' in job.source ? webCopy(videoId) : null, folders: ['work'] },
    );
  } catch (error) {
    log.warn('What the job had written could not be removed', { error: String(error) });
  }
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
