import {
  type ExtractedMetadata,
  FanoutError,
  firstAccess,
  type SourceObject,
  type SourcePlace,
} from '../core/index.ts';
import { lookInto } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';

const SCRATCH_BYTES = 1_000_000;

/** Reads a source's headers and decides whether it can be processed. Reads a few megabytes at most, wherever its index is. */
export function extractMetadata(deps: MetadataDeps, place: SourcePlace): Promise<ExtractedMetadata> {
  return heartbeating((_report, signal) => lookAtSource(deps, place, signal));
}

/** @throws FanoutError with an input code */
export async function lookAtSource(
  deps: MetadataDeps,
  place: SourcePlace,
  signal: AbortSignal,
): Promise<ExtractedMetadata> {
  const source = await atVersion(deps, place);
  const { version, codecs } = deps.tools;
  const bytes = openSource(deps, source);
  return deps.scratch.use(SCRATCH_BYTES, async (cwd) => {
    const { facts, silent, interlaced } = await lookInto(bytes, { ...deps.tools, proxy: deps.proxy, cwd, signal });
    return { source, facts, encoderVersion: version, codecs, access: firstAccess(facts), interlaced, silent };
  });
}

async function atVersion({ store }: MetadataDeps, place: SourcePlace): Promise<SourceObject> {
  if ('url' in place) return place;
  const { bucket, key } = place;
  const found = await store.head(bucket, key);
  if (!found) throw new FanoutError('SOURCE_NOT_FOUND', `There is no object s3://${bucket}/${key}.`);
  return { bucket, key, ...found };
}
