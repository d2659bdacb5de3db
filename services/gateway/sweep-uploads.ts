import { asFanoutError, BUCKETS, jobKey, type VideoId } from '../core/index.ts';
import { jobOverview } from '../temporal/index.ts';
import type { GatewayParts } from './parts.ts';

const EVERY_MS = 15 * 60_000;

/** Removes uploads now and then that became no job. @returns ends it */
export function sweepUploads({
  uploads,
  logger,
  temporal,
  store,
}: Pick<GatewayParts, 'uploads' | 'logger' | 'temporal' | 'store'>): () => void {
  // Temporal forgets jobs that are long over; what a finished video can be changed by is there as long as the video.
  const isJob = async (id: VideoId) =>
    (await jobOverview(await temporal(), id)) !== null || (await store.head(BUCKETS.source, jobKey(id))) !== null;
  const timer = setInterval(async () => {
    try {
      const removed = await uploads.sweep(isJob);
      if (removed > 0) logger.info({ removed }, 'Uploads that became no job were removed');
    } catch (thrown) {
      const { code, message } = asFanoutError(thrown);
      logger.warn({ code }, `Uploads that became no job could not be removed: ${message}`);
    }
  }, EVERY_MS).unref();
  return () => clearInterval(timer);
}
