import { log, proxyActivities } from '@temporalio/workflow';
import {
  BUCKETS,
  captionUploadsPrefix,
  exitCodeFor,
  type FanoutError,
  type MetadataActivities,
  s3Address,
  sourceKey,
  type VideoJob,
  watermarkUploadKey,
} from '../core/index.ts';
import { METADATA_OPTIONS } from './activity-options.ts';

const metadata = proxyActivities<MetadataActivities>(METADATA_OPTIONS);

/** What a refused or cancelled job wrote is removed; after other failures the finished chunks stay, for a second try. */
export async function cleanUp(job: VideoJob, cause: FanoutError): Promise<void> {
  const refused = exitCodeFor(cause.code) === 2;
  if (!refused && cause.code !== 'CANCELLED') return;
  try {
    const attachments = ownedAttachments(job);
    await metadata.discard({ videoId: job.videoId, source: ownedSource(job), attachments });
  } catch (error) {
    log.warn('What the job had written could not be removed', { error: String(error) });
  }
}

/** What Fanout itself put into the bucket of sources: an upload, or the copy of a file on the web. */
function ownedSource({ videoId, source, ownsSource }: VideoJob) {
  if ('url' in source) return { bucket: BUCKETS.source, key: sourceKey(videoId) };
  return ownsSource ? source : null;
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
