import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import {
  BUCKETS,
  type ChunkReport,
  type EncodeChunkInput,
  FanoutError,
  initKey,
  segmentKey,
  type VideoRendition,
} from '../core/index.ts';
import { type CutChunk, chunkFile, cutChunk, encoderName, videoCodecString } from '../media/index.ts';
import { IMMUTABLE } from '../store/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { blameCard } from './encoders.ts';
import { putReport, sha256 } from './reports.ts';

const CONCURRENT_PUTS = 6;
const VIDEO = { contentType: 'video/mp4', cacheControl: IMMUTABLE };

/**
 * Checks and puts one rendition's chunk, its report last.
 *
 * A segment is written once. Where another worker was faster with one, theirs stays: it holds the same frames between the same
 * borders, and need not have the same bytes, since an encoder's output depends on how many threads it had. The report then
 * speaks of what is there.
 *
 * @returns the end of its last frame
 */
export async function storeChunk(
  deps: TranscodeDeps,
  input: EncodeChunkInput,
  rendition: VideoRendition,
  dir: string,
  damagedFrames: number,
): Promise<number> {
  const { videoId, grid, chunk } = input;
  const { hash } = rendition;
  const path = join(dir, chunkFile(rendition));
  const mine = await cutChunk(path, cutPlan(input)).catch((error: unknown) => {
    throw rendition.encoder === 'nvenc' ? blameCard(deps.encoders, error) : error;
  });
  // The same bytes from every chunk, so one of them puts it for all; `verify` compares the hashes.
  if (chunk.index === 0) await deps.store.putNew(BUCKETS.encoded, initKey(videoId, hash), mine.init, VIDEO);
  const stored = await putSegments(deps, input, rendition, path, mine);
  const cut = stored === null ? mine : await adopted(deps, input, rendition, dir, mine, stored);
  const report: ChunkReport = {
    version: 1,
    chunk: chunk.index,
    timescale: grid.rate.num,
    frames: cut.frames,
    segments: cut.segments.map(({ start, end, ...segment }) => ({ ...segment, bytes: end - start })),
    initSha256: sha256(cut.init),
    initBytes: cut.init.length,
    codecs: videoCodecString(cut.init, rendition.codec),
    encoder: `${encoderName(rendition)} (ffmpeg ${deps.tools.version})`,
    ...(damagedFrames > 0 ? { damagedFrames } : {}),
  };
  await putReport(deps.store, videoId, hash, report);
  return cut.frames.end;
}

/** @returns the bytes of all segments as they are in the bucket; `null` when these are the file's own */
async function putSegments(
  { store }: TranscodeDeps,
  { videoId }: EncodeChunkInput,
  { hash }: VideoRendition,
  path: string,
  cut: CutChunk,
): Promise<Buffer[] | null> {
  const limit = pLimit(CONCURRENT_PUTS);
  const file = await open(path, 'r');
  try {
    let foreign = false;
    const stored = await Promise.all(
      cut.segments.map(({ number, start, end }) =>
        limit(async () => {
          const key = segmentKey(videoId, hash, number);
          const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
          if (await store.putNew(BUCKETS.encoded, key, buffer, VIDEO)) return buffer;
          const there = await store.get(BUCKETS.encoded, key);
          if (!there) throw new FanoutError('STORAGE_FAILED', `S3 has ${key}, and has it not.`);
          foreign ||= !there.equals(buffer);
          return there;
        }),
      ),
    );
    return foreign ? stored : null;
  } finally {
    await file.close();
  }
}

/** What the segments in the bucket are, together. What is no chunk of this plan is replaced by one that is. */
async function adopted(
  { store }: TranscodeDeps,
  input: EncodeChunkInput,
  rendition: VideoRendition,
  dir: string,
  mine: CutChunk,
  stored: readonly Buffer[],
): Promise<CutChunk> {
  const path = join(dir, `there-${chunkFile(rendition)}`);
  await writeFile(path, Buffer.concat([mine.init, ...stored]));
  try {
    return await cutChunk(path, cutPlan(input));
  } catch (error) {
    if (!(error instanceof FanoutError) || error.code !== 'CHUNK_OFF_PLAN') throw error;
  }
  const own = await open(join(dir, chunkFile(rendition)), 'r');
  try {
    for (const { number, start, end } of mine.segments) {
      const { buffer } = await own.read(Buffer.alloc(end - start), 0, end - start, start);
      await store.put(BUCKETS.encoded, segmentKey(input.videoId, rendition.hash, number), buffer, VIDEO);
    }
  } finally {
    await own.close();
  }
  return mine;
}

function cutPlan({ grid, chunk, openEnd }: EncodeChunkInput) {
  const { frames, firstSegment, segments } = chunk;
  return { grid, frames, firstSegment, segments, openEnd };
}
