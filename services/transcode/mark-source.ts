import { BUCKETS, type EncodeChunkInput, watermarkKey } from '../core/index.ts';
import type { ByteSource } from '../media/index.ts';
import type { Store } from '../store/index.ts';

/** The image that is laid over the picture. A name of its content, since its place tells nothing of it. */
export function markSource(
  store: Store,
  { videoId, renditions }: Pick<EncodeChunkInput, 'videoId' | 'renditions'>,
): ByteSource | null {
  const image = renditions[0]?.watermark?.image;
  if (!image) return null;
  const read = (start: number, end: number) => store.read(BUCKETS.encoded, watermarkKey(videoId), null, start, end);
  return { identity: image.sha256, size: image.bytes, read };
}
