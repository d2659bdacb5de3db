import { type ExtractedMetadata, FanoutError, type VideoJob } from '../core/index.ts';
import { inspectSource } from '../media/index.ts';
import { objectSource } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';

const SCRATCH_BYTES = 1_000_000;

/** Reads a source's headers and decides whether it can be processed. Reads a few megabytes at most, wherever its index is. */
export function extractMetadata(deps: MetadataDeps, { bucket, key }: VideoJob['source']): Promise<ExtractedMetadata> {
  return heartbeating(async (_report, signal) => {
    const found = await deps.store.head(bucket, key);
    if (!found) throw new FanoutError('SOURCE_NOT_FOUND', `There is no object s3://${bucket}/${key}.`);
    const source = { bucket, key, ...found };
    const { ffprobe, version } = deps.tools;
    const facts = await deps.scratch.use(SCRATCH_BYTES, (cwd) =>
      inspectSource(objectSource(deps.store, source), { ffprobe, proxy: deps.proxy, cwd, signal }),
    );
    return { source, facts, encoderVersion: version };
  });
}
