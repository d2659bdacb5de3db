import {
  type ExtractedMetadata,
  FanoutError,
  firstAccess,
  type SourceObject,
  type SourcePlace,
} from '../core/index.ts';
import { inspectSource, isInterlaced } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';

const SCRATCH_BYTES = 1_000_000;

/** Reads a source's headers and decides whether it can be processed. Reads a few megabytes at most, wherever its index is. */
export function extractMetadata(deps: MetadataDeps, place: SourcePlace): Promise<ExtractedMetadata> {
  return heartbeating(async (_report, signal) => {
    const source = await atVersion(deps, place);
    const { ffmpeg, ffprobe, version, codecs } = deps.tools;
    const bytes = openSource(deps, source);
    return deps.scratch.use(SCRATCH_BYTES, async (cwd) => {
      const { facts, silent } = await inspectSource(bytes, { ffprobe, proxy: deps.proxy, cwd, signal });
      const interlaced = await deps.proxy.use(
        bytes,
        ({ url }) =>
          isInterlaced(facts.video, url, { ffmpeg, cwd, signal }).catch((error: unknown) => {
            // A picture that cannot be decoded will be heard of later; of what was ended from outside nothing is known.
            if (error instanceof FanoutError && error.code === 'ENCODE_FAILED') return false;
            throw error;
          }),
        'glance',
      );
      return { source, facts, encoderVersion: version, codecs, access: firstAccess(facts), interlaced, silent };
    });
  });
}

async function atVersion({ store }: MetadataDeps, place: SourcePlace): Promise<SourceObject> {
  if ('url' in place) return place;
  const { bucket, key } = place;
  const found = await store.head(bucket, key);
  if (!found) throw new FanoutError('SOURCE_NOT_FOUND', `There is no object s3://${bucket}/${key}.`);
  return { bucket, key, ...found };
}
