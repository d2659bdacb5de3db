import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AcceptedSource,
  BUCKETS,
  type ExtractedMetadata,
  exitCodeFor,
  FanoutError,
  type IndexedSource,
  indexKey,
  rational,
  rejectLong,
  sourceRate,
  type VideoId,
} from '../core/index.ts';
import { inspectSource, openFileSource, requireDisplayTimes, sourceLimits, writeIndex } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';

/** Room for sound that has to be stored without loss. */
const MARGIN_BYTES = 100_000_000;

/** Copies a source that does not seek exactly into one that does, and looks at that instead. Nothing is encoded. */
export function indexSource(
  deps: MetadataDeps,
  { videoId, source, facts }: ExtractedMetadata & { readonly videoId: VideoId },
): Promise<IndexedSource> {
  return heartbeating((_report, signal) =>
    deps.scratch.use(source.bytes * 2 + MARGIN_BYTES, async (cwd) => {
      const path = join(cwd, 'index.mkv');
      await deps.proxy.use(openSource(deps, source), ({ url }) =>
        writeIndex(facts, url, path, { ffmpeg: deps.tools.ffmpeg, cwd, signal }),
      );
      const indexed = await inspectIndex(deps, path, facts, cwd, signal);
      rejectLong(indexed.durationSeconds ?? 0, sourceLimits());
      const key = indexKey(videoId);
      const { size } = await stat(path);
      await deps.store.upload(BUCKETS.encoded, key, createReadStream(path), { mostBytes: size });
      const stored = await deps.store.head(BUCKETS.encoded, key);
      if (stored?.bytes !== size) {
        throw new FanoutError('OBJECT_MISSING', `The object ${key} is not as it was written.`);
      }
      return { source: { bucket: BUCKETS.encoded, key, ...stored }, facts: keepRate(facts, indexed) };
    }),
  );
}

async function inspectIndex(
  deps: MetadataDeps,
  path: string,
  original: AcceptedSource,
  cwd: string,
  signal: AbortSignal,
): Promise<AcceptedSource> {
  const file = await openFileSource(path);
  try {
    const tools = { ...deps.tools, proxy: deps.proxy, cwd, signal };
    const { facts } = await inspectSource(file, { ...tools, count: true });
    await deps.proxy.use(file, ({ url }) => requireDisplayTimes(original, facts, url, tools));
    return facts;
  } catch (error) {
    if (!(error instanceof FanoutError) || exitCodeFor(error.code) !== 2) throw error;
    throw new FanoutError('SOURCE_NOT_INDEXABLE', `Its index cannot be used: ${error.message}`, error.details, {
      cause: error,
    });
  } finally {
    await file.close();
  }
}

/** Matroska's clock ticks in milliseconds: the source knew its own constant rate better. */
function keepRate(original: AcceptedSource, indexed: AcceptedSource): AcceptedSource {
  const { indexedFrames, durationSeconds } = indexed.video;
  if (!original.video.constantRate || !sourceRate(original.video)) {
    const counted =
      indexedFrames && durationSeconds ? rational(indexedFrames, Math.round(durationSeconds * 1000)) : null;
    const averageRate = counted && rational(counted.num * 1000, counted.den);
    return { ...indexed, video: { ...indexed.video, averageRate, constantRate: false } };
  }
  const { nominalRate, averageRate } = original.video;
  return { ...indexed, video: { ...indexed.video, nominalRate, averageRate, constantRate: true } };
}
