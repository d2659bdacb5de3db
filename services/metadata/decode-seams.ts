import pLimit from 'p-limit';
import {
  type ChunkReport,
  type DecodedSeam,
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

/** What decoding around a seam came to. */
export interface DecodedAt extends DecodedSeam {
  /** Of which there should be as many as were decoded. */
  readonly wanted: number;
  /** The decoder's own words, when it gave up. */
  readonly complaint: string | null;
}

/** Decodes the segments on both sides of a few seams, in the smallest rung of each codec. */
export async function decodeSeams(
  store: Store,
  tools: DecodeTools,
  input: VerifyInput,
  video: readonly Reports[],
): Promise<DecodedAt[]> {
  const seams = sampleSeams(input.chunks, DECODED_SEAMS);
  const places = seams.length > 0 ? seams : [{ chunk: 0, segmentBefore: 0 }];
  const smallest = new Map(
    input.video.map((rendition, i) => [rendition.codec, { rendition, reports: video[i] ?? [] }]),
  );
  const limit = pLimit(CONCURRENT_DECODES);
  const checks = [...smallest.values()].flatMap(({ rendition, reports }) =>
    places.map((seam) => limit(() => decodeAt(store, tools, input, rendition, reports, seam))),
  );
  return Promise.all(checks);
}

async function decodeAt(
  store: Store,
  tools: DecodeTools,
  { videoId, grid }: VerifyInput,
  rendition: VideoRendition,
  reports: Reports,
  { chunk, segmentBefore }: Seam,
): Promise<DecodedAt> {
  const pair = reports.flatMap((report) => report?.segments ?? []).slice(segmentBefore, segmentBefore + 2);
  const parts = await Promise.all([
    requiredObject(store, initKey(videoId, rendition.hash)),
    ...pair.map((segment) => requiredObject(store, segmentKey(videoId, rendition.hash, segment.number))),
  ]);
  const wanted = pair.reduce((sum, s) => sum + (s.endTicks - s.startTicks), 0) / grid.rate.den;
  const found = { rendition: rendition.name, chunk, wanted };
  try {
    return { ...found, frames: await decodeStrictly(tools, parts), complaint: null };
  } catch (error) {
    if (!(error instanceof FanoutError) || error.code !== 'ENCODE_FAILED') throw error;
    return { ...found, frames: 0, complaint: error.message };
  }
}

/** @returns what is wrong with it; nothing when all is well */
export function decodeProblem({ rendition, chunk, frames, wanted, complaint }: DecodedAt): string[] {
  if (complaint === null && frames === wanted) return [];
  const what = complaint ?? `${frames} frames decode, not ${wanted}`;
  return [`${rendition}: around the start of chunk ${chunk}: ${what}`];
}
