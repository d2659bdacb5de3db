import { type MetadataActivities, type VideoJob, videoRenditions } from '../core/index.ts';
import { activities } from './activities.ts';
import { METADATA_OPTIONS } from './activity-options.ts';
import { homeWithoutCards } from './encoder.ts';
import type { JobRecord } from './job-record.ts';
import type { Steps } from './steps.ts';

const metadata = activities<MetadataActivities>(METADATA_OPTIONS);

/**
 * Runs work, and once more by processors when graphics cards let it down: with the same grid and chunks, in renditions of
 * their own, since two encoders do not share an init segment.
 */
export async function orWithoutCards<T>(
  { videoId, spec }: VideoJob,
  steps: Steps,
  record: JobRecord,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const home = await homeWithoutCards(steps.source.home, error);
    if (!home) throw error;
    const hashes = (record.plan ? videoRenditions(record.plan) : [])
      .filter(({ encoder }) => encoder === 'nvenc')
      .map(({ hash }) => hash);
    if (hashes.length > 0) {
      await metadata.discard({ videoId, source: null, folders: hashes, twins: { tenant: spec.tenant, hashes } });
    }
    record.startOver();
    steps.source.home = home;
    // Where the source is read is as true as before; what was chosen and found for renditions is not.
    const { access, read, measured } = steps.reading;
    steps.reading = {
      ...(access === undefined ? {} : { access }),
      ...(read === undefined ? {} : { read }),
      ...(measured === undefined ? {} : { measured }),
    };
    return work();
  }
}
