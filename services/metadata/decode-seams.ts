import pLimit from 'p-limit';
import {
  type ChunkReport,
  FanoutError,
  initKey,
  type Seam,
  sampleSeams,
  segmentKey,
  type VerifyInput,
  type VideoRendition,
} from '../core/index.ts';
import { type DecodeTools, decodeStrictly } from '../media/index.ts';
import type { Store } from '../store/index.ts';
import { requiredObject } from './required-object.ts';

/** Seams that are decoded, spread over the video; the borders of all are compared by their ticks. */
const DECODED_SEAMS = 3;
const CONCURRENT_DECODES = 4;

type Reports = readonly (ChunkReport | null)[];

/** Decodes the segments on both sides of a few seams, in the smallest rung of each codec. */
export async function decodeProblems(
  store: Store,
  tools: DecodeTools,
  input: VerifyInput,
  video: readonly Reports[],
): Promise<string[]> {
  const seams = sampleSeams(input.chunks, DECODED_SEAMS);
  const places = seams.length > 0 ? seams : [{ chunk: 0, segmentBefore: 0 }];
  const smallest = new Map(
    input.video.map((rendition, i) => [rendition.codec, { rendition, reports: video[i] ?? [] }]),
  );
  const limit = pLimit(CONCURRENT_DECODES);
  const checks = [...smallest.values()].flatMap(({ rendition, reports }) =>
    places.map((seam) => limit(() => decodeAt(store, tools, input, rendition, reports, seam))),
  );
  return (await Promise.all(checks)).flat();
}

async function decodeAt(
  store: Store,
  tools: DecodeTools,
  { videoId, grid }: VerifyInput,
  rendition: VideoRendition,
  reports: Reports,
  { chunk, segmentBefore }: Seam,
): Promise<string[]> {
  const pair = reports.flatMap((report) => report?.segments ?? []).slice(segmentBefore, segmentBefore + 2);
  const parts = await Promise.all([
    requiredObject(store, initKey(videoId, rendition.hash)),
    ...pair.map((segment) => requiredObject(store, segmentKey(videoId, rendition.hash, segment.number))),
  ]);
  const wanted = pair.reduce((sum, s) => sum + (s.endTicks - s.startTicks), 0) / grid.rate.den;
  const decoded = await decodeStrictly(tools, parts).catch((error: unknown) => {
    if (error instanceof FanoutError && error.code === 'ENCODE_FAILED') return error.message;
    throw error;
  });
  if (decoded === wanted) return [];
  return [`${rendition.name}: around the start of chunk ${chunk} ${decoded} frames decode, not ${wanted}`];
}
