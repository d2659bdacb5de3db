import { createHash } from 'node:crypto';
import {
  BUCKETS,
  type ChunkReport,
  chunkReportKey,
  FanoutError,
  type RenditionHash,
  type VideoId,
} from '../core/index.ts';
import { NO_STORE, type Store } from '../store/index.ts';

/** A chunk's report if the chunk is complete, else `null`. */
export async function findReport(
  store: Store,
  videoId: VideoId,
  hash: RenditionHash,
  chunk: number,
): Promise<ChunkReport | null> {
  const bytes = await store.get(BUCKETS.encoded, chunkReportKey(videoId, hash, chunk));
  return bytes ? (JSON.parse(bytes.toString('utf8')) as ChunkReport) : null;
}

/** Puts a chunk's report, once: from here on the chunk counts as complete. The first one that is put stays. */
export async function putReport(
  store: Store,
  videoId: VideoId,
  hash: RenditionHash,
  report: ChunkReport,
): Promise<void> {
  await store.putNew(BUCKETS.encoded, chunkReportKey(videoId, hash, report.chunk), JSON.stringify(report), {
    contentType: 'application/json',
    cacheControl: NO_STORE,
  });
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Outputs of two ffmpeg versions must not meet in one rendition: their init segments differ. */
export function requireVersion(wanted: string, mine: string): void {
  if (wanted === mine) return;
  throw new FanoutError(
    'ENCODER_VERSION_MISMATCH',
    `This job was planned for ffmpeg ${wanted}; this worker has ${mine}.`,
  );
}
