import pLimit from 'p-limit';
import {
  type AudioRendition,
  BUCKETS,
  type ChunkReport,
  endSeconds,
  FanoutError,
  framesIn,
  initKey,
  type RenditionHash,
  renditionProof,
  type Seam,
  sampleSeams,
  segmentKey,
  timelineProblems,
  toNumber,
  type Verification,
  type VerifyInput,
  type VideoId,
  type VideoRendition,
} from '../core/index.ts';
import { type DecodeTools, decodeStrictly, startTime } from '../media/index.ts';
import type { Store } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';

/** Seams that are decoded, spread over the video; the borders of all are compared by their ticks. */
const DECODED_SEAMS = 3;
const CONCURRENT_DECODES = 4;
const SCRATCH_BYTES = 200_000_000;

type Reports = readonly (ChunkReport | null)[];

/**
 * Checks the finished video as a player would meet it: every segment follows the one before, all rungs have the same
 * frames, sound and picture start and end together, and the stream decodes without complaint across seams.
 */
export function verify(deps: MetadataDeps, input: VerifyInput): Promise<Verification> {
  return heartbeating((_report, signal) =>
    deps.scratch.use(SCRATCH_BYTES, async (cwd) => {
      const tools = { ...deps.tools, cwd, signal };
      const count = input.chunks.length;
      const read = (rendition: VideoRendition | AudioRendition) =>
        deps.reports.read(input.videoId, rendition.hash, count);
      const video = await Promise.all(input.video.map(read));
      const audio = await Promise.all(input.audio.map(read));
      const problems = [...video, ...audio].flatMap((reports, i) =>
        timelineProblems([...input.video, ...input.audio][i]?.name ?? '', reports, input.chunks),
      );
      const frames = video.map((reports) => framesIn(reports, input.grid));
      if (new Set(frames).size > 1) problems.push(`the rungs have ${frames.join(', ')} frames`);
      const ends = endOffsets(input, video, audio);
      problems.push(...endProblems(input, frames[0] ?? 0, ends));
      const [undecodable, audioOffsetMs] = await Promise.all([
        decodeProblems(deps.store, tools, input, video),
        audioOffset(deps.store, tools, input),
      ]);
      problems.push(...undecodable);
      if (audioOffsetMs !== null && Math.abs(audioOffsetMs) > 1000 / toNumber(input.grid.rate)) {
        problems.push(`the sound starts ${audioOffsetMs} ms after the picture`);
      }
      const renditions = [...input.video, ...input.audio];
      const proofs = [...video, ...audio].map((reports, i) =>
        renditionProof(renditions[i]?.name ?? '', reports, input.chunks),
      );
      return {
        ok: problems.length === 0,
        frames: frames[0] ?? 0,
        seams: count - 1,
        audioOffsetMs,
        audioEndOffsetMs: worstMs(ends.map(([, offset]) => offset)),
        problems,
        proofs,
      };
    }),
  );
}

/** The one farthest from zero, in milliseconds with two decimals. */
function worstMs(seconds: readonly number[]): number | null {
  const worst = [...seconds].sort((a, b) => Math.abs(b) - Math.abs(a))[0];
  return worst === undefined ? null : Math.round(worst * 1e5) / 100;
}

/** End of each sound track minus end of the picture, in seconds, by name. */
function endOffsets(input: VerifyInput, video: readonly Reports[], audio: readonly Reports[]): [string, number][] {
  const picture = endSeconds(video[0] ?? []);
  return audio.map((reports, i) => [input.audio[i]?.name ?? 'audio', endSeconds(reports) - picture]);
}

/** The sound may end a second off the picture only where the source's own header was that far off. */
function endProblems({ grid }: VerifyInput, frames: number, offsets: readonly [string, number][]): string[] {
  const slack = Math.abs(frames - grid.frames) / toNumber(grid.rate) + 0.001;
  return offsets
    .filter(([, offset]) => Math.abs(offset) > slack)
    .map(([name, offset]) => `${name} ends ${offset.toFixed(3)} s after the picture`);
}

/** Decodes the segments on both sides of a few seams, in the smallest rung of each codec. */
async function decodeProblems(
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
    required(store, initKey(videoId, rendition.hash)),
    ...pair.map((segment) => required(store, segmentKey(videoId, rendition.hash, segment.number))),
  ]);
  const wanted = pair.reduce((sum, s) => sum + (s.endTicks - s.startTicks), 0) / grid.rate.den;
  const decoded = await decodeStrictly(tools, parts).catch((error: unknown) => {
    if (error instanceof FanoutError && error.code === 'ENCODE_FAILED') return error.message;
    throw error;
  });
  if (decoded === wanted) return [];
  return [`${rendition.name}: around the start of chunk ${chunk} ${decoded} frames decode, not ${wanted}`];
}

/** First sound minus first picture as a demuxer sees them, in milliseconds. */
async function audioOffset(store: Store, tools: DecodeTools, input: VerifyInput): Promise<number | null> {
  const [audio] = input.audio;
  const video = input.video.at(-1);
  if (!audio || !video) return null;
  const start = async (hash: RenditionHash) =>
    startTime(tools, await Promise.all([...firstKeys(input.videoId, hash)].map((key) => required(store, key))));
  const [picture, sound] = await Promise.all([start(video.hash), start(audio.hash)]);
  return Math.round((sound - picture) * 1e5) / 100;
}

function firstKeys(videoId: VideoId, hash: RenditionHash): string[] {
  return [initKey(videoId, hash), segmentKey(videoId, hash, 0)];
}

async function required(store: Store, key: string): Promise<Buffer> {
  const bytes = await store.get(BUCKETS.encoded, key);
  if (!bytes) throw new FanoutError('STORAGE_FAILED', `The object ${key} is missing.`);
  return bytes;
}
