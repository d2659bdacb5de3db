import { basename, resolve } from 'node:path';
import { namedPlace } from '../control/index.ts';
import {
  BUCKETS,
  captionUploadKey,
  MAX_CAPTION_BYTES,
  parseSubtitles,
  s3Address,
  type VideoId,
  watermarkUploadKey,
} from '../core/index.ts';
import type { JobSpec } from '../core/spec/index.ts';
import { IMAGE_HEAD_BYTES, imageFormat, MAX_IMAGE_BYTES, openFileSource } from '../media/index.ts';
import { NO_STORE, type Store } from '../store/index.ts';

/*
 * Files besides the source that a spec names. Local ones are looked at before anything is started, go up with the source,
 * and the spec then says where they are.
 */

/**
 * @throws FanoutError WATERMARK_UNREADABLE, CAPTIONS_INVALID, SOURCE_NOT_FOUND, SOURCE_SCHEME_UNSUPPORTED,
 * SOURCE_URL_REFUSED
 */
export async function checkAttachments({ watermark: { image }, captionFiles }: JobSpec): Promise<void> {
  if (image !== undefined && !namedPlace(image)) {
    const { bytes, size } = await readLocal(image, IMAGE_HEAD_BYTES);
    imageFormat(bytes, size);
  }
  for (const file of captionFiles.filter((text) => !namedPlace(text))) {
    parseSubtitles((await readLocal(file, MAX_CAPTION_BYTES)).bytes, basename(file));
  }
}

/** Uploads what is local. @returns the spec as workers can use it */
export async function uploadAttachments(store: Store, videoId: VideoId, spec: JobSpec): Promise<JobSpec> {
  const upload = async (file: string, limit: number, key: string) => {
    if (namedPlace(file)) return file;
    const { bytes } = await readLocal(file, limit);
    await store.put(BUCKETS.source, key, bytes, { contentType: 'application/octet-stream', cacheControl: NO_STORE });
    return s3Address({ bucket: BUCKETS.source, key });
  };
  const { watermark, captionFiles } = spec;
  const { image } = watermark;
  const captions = captionFiles.map((file, index) =>
    upload(file, MAX_CAPTION_BYTES, captionUploadKey(videoId, index, basename(file))),
  );
  const mark = image === undefined ? {} : { image: await upload(image, MAX_IMAGE_BYTES, watermarkUploadKey(videoId)) };
  return { ...spec, captionFiles: await Promise.all(captions), watermark: { ...watermark, ...mark } };
}

/** A local file; of one that is larger than `limit` bytes, one byte more than that, so that its reader can tell. */
async function readLocal(path: string, limit: number): Promise<{ bytes: Buffer; size: number }> {
  const file = await openFileSource(resolve(path));
  try {
    return { bytes: await file.read(0, Math.min(file.size, limit + 1)), size: file.size };
  } finally {
    await file.close();
  }
}
