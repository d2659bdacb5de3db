import { createHash } from 'node:crypto';
import {
  BUCKETS,
  exitCodeFor,
  FanoutError,
  type RemotePlace,
  remotePlace,
  type WatermarkImage,
  type WatermarkInput,
  watermarkKey,
} from '../core/index.ts';
import { cleanImage, imageFormat, MAX_IMAGE_BYTES, pngSize } from '../media/index.ts';
import { NO_STORE } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import { readFromWeb } from '../web/index.ts';
import type { MetadataDeps } from './deps.ts';

const SCRATCH_BYTES = 100_000_000;

/**
 * Reads the image that was named as a watermark, once, and puts it into the video's folder as what every chunk can use.
 * @throws FanoutError WATERMARK_UNREADABLE
 */
export function prepareWatermark(deps: MetadataDeps, { videoId, image }: WatermarkInput): Promise<WatermarkImage> {
  return heartbeating(async (_report, signal) => {
    const place = remotePlace(image);
    if (!place) throw unreadable('workers reach s3:// and https:// addresses only.');
    const bytes = await readWhole(deps, place, signal).catch((error: unknown) => {
      if (!(error instanceof FanoutError) || error.code === 'WATERMARK_UNREADABLE' || exitCodeFor(error.code) !== 2) {
        throw error;
      }
      // The source is not to blame.
      throw unreadable(error.message);
    });
    return deps.scratch.use(SCRATCH_BYTES, async (cwd) => {
      const png = await cleanImage(bytes, { ffmpeg: deps.tools.ffmpeg, proxy: deps.proxy, cwd, signal });
      await deps.store.put(BUCKETS.encoded, watermarkKey(videoId), png, {
        contentType: 'image/png',
        cacheControl: NO_STORE,
      });
      return { sha256: createHash('sha256').update(png).digest('hex'), bytes: png.length, ...pngSize(png) };
    });
  });
}

async function readWhole({ store, web }: MetadataDeps, place: RemotePlace, signal: AbortSignal): Promise<Buffer> {
  if ('url' in place) return readFromWeb(web, place.url, MAX_IMAGE_BYTES, signal);
  const { bucket, key } = place;
  const found = await store.head(bucket, key);
  if (!found || found.bytes === 0) throw unreadable(`there is nothing at s3://${bucket}/${key}.`);
  imageFormat(await store.read(bucket, key, found.etag, 0, Math.min(found.bytes, 16)), found.bytes);
  return store.read(bucket, key, found.etag, 0, found.bytes);
}

function unreadable(why: string): FanoutError {
  return new FanoutError('WATERMARK_UNREADABLE', `The watermark cannot be read: ${why}`);
}
