import { createHash } from 'node:crypto';
import {
  BUCKETS,
  exitCodeFor,
  FanoutError,
  remotePlace,
  type WatermarkImage,
  type WatermarkInput,
  watermarkKey,
} from '../core/index.ts';
import { cleanImage, MAX_IMAGE_BYTES, pngSize } from '../media/index.ts';
import { readSmall } from '../sources/index.ts';
import { NO_STORE } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
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
    const bytes = await readSmall(deps, place, MAX_IMAGE_BYTES, signal).catch((error: unknown) => {
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

function unreadable(why: string): FanoutError {
  return new FanoutError('WATERMARK_UNREADABLE', `The watermark cannot be read: ${why}`);
}
