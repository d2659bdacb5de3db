import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { BUCKETS, FanoutError, remotePlace, s3Address, type VideoId, watermarkUploadKey } from '../core/index.ts';
import type { JobSpec } from '../core/spec/index.ts';
import { IMAGE_HEAD_BYTES, imageFormat, openFileSource } from '../media/index.ts';
import type { Store } from '../store/index.ts';

/*
 * Files besides the source that a spec names. Local ones are looked at before anything is started, go up with the source,
 * and the spec then says where they are.
 */

/** @throws FanoutError WATERMARK_UNREADABLE, SOURCE_NOT_FOUND, SOURCE_SCHEME_UNSUPPORTED */
export async function checkAttachments({ watermark }: JobSpec): Promise<void> {
  if (watermark.image === undefined || !isLocal(watermark.image)) return;
  const file = await openFileSource(resolve(watermark.image));
  try {
    imageFormat(await file.read(0, Math.min(file.size, IMAGE_HEAD_BYTES)), file.size);
  } finally {
    await file.close();
  }
}

/** Uploads what is local. @returns the spec as workers can use it */
export async function uploadAttachments(store: Store, videoId: VideoId, spec: JobSpec): Promise<JobSpec> {
  const { watermark } = spec;
  if (watermark.image === undefined || !isLocal(watermark.image)) return spec;
  const place = { bucket: BUCKETS.source, key: watermarkUploadKey(videoId) };
  await store.upload(place.bucket, place.key, createReadStream(resolve(watermark.image)));
  return { ...spec, watermark: { ...watermark, image: s3Address(place) } };
}

/** Whether it is a path. @throws FanoutError SOURCE_SCHEME_UNSUPPORTED for an address that nothing here reads */
function isLocal(text: string): boolean {
  if (remotePlace(text)) return false;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    throw new FanoutError('SOURCE_SCHEME_UNSUPPORTED', `Files at ${text.split(':')[0]}:// are not read.`);
  }
  return true;
}
