import pLimit from 'p-limit';
import {
  BUCKETS,
  type Chunk,
  type ChunkReport,
  type EncodeAudioInput,
  initKey,
  type RenditionHash,
  reportsChunk,
  segmentKey,
  type Twins,
  type VideoId,
} from '../core/index.ts';
import type { Store } from '../store/index.ts';
import { findReport, putReport } from './reports.ts';

const CONCURRENT_COPIES = 6;

interface Where {
  readonly videoId: VideoId;
  readonly twins: Twins;
}

/** A chunk's report if the chunk is complete, or can be copied from a video that has it; else `null`. */
export async function findOrCopy(
  store: Store,
  { videoId, twins }: Where,
  hash: RenditionHash,
  chunk: Chunk,
): Promise<ChunkReport | null> {
  const mine = await findReport(store, videoId, hash, chunk.index);
  if (mine) return mine;
  for (const twin of twins[hash] ?? []) {
    const report = await findReport(store, twin, hash, chunk.index);
    if (report && reportsChunk(report, chunk) && (await copyChunk(store, twin, videoId, hash, report))) return report;
  }
  return null;
}

/** The report of a track's last chunk if all of the track is there, or another video has all of it; else `null`. */
export async function findOrCopySound(store: Store, input: EncodeAudioInput): Promise<ChunkReport | null> {
  const { videoId, rendition, chunks, twins } = input;
  const { hash } = rendition;
  const last = chunks.at(-1);
  if (!last) return null;
  const mine = await findReport(store, videoId, hash, last.index);
  if (mine) return mine;
  for (const twin of twins[hash] ?? []) {
    if (!(await findReport(store, twin, hash, last.index))) continue;
    const from = { videoId, twins: { [hash]: [twin] } };
    const limit = pLimit(CONCURRENT_COPIES);
    const before = chunks.slice(0, -1).map((chunk) => limit(() => findOrCopy(store, from, hash, chunk)));
    // The last one says that all are there: so it comes last.
    if ((await Promise.all(before)).every((report) => report !== null)) return findOrCopy(store, from, hash, last);
  }
  return null;
}

/** @returns whether all of it was there: the other video may be deleted meanwhile */
async function copyChunk(
  store: Store,
  from: VideoId,
  to: VideoId,
  hash: RenditionHash,
  report: ChunkReport,
): Promise<boolean> {
  const limit = pLimit(CONCURRENT_COPIES);
  const copy = (key: (id: VideoId) => string) => limit(() => store.copy(BUCKETS.encoded, key(from), key(to)));
  const copied = await Promise.all([
    ...(report.chunk === 0 ? [copy((id) => initKey(id, hash))] : []),
    ...report.segments.map(({ number }) => copy((id) => segmentKey(id, hash, number))),
  ]);
  if (!copied.every(Boolean)) return false;
  await putReport(store, to, hash, report);
  return true;
}
