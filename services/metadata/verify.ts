import {
  type AudioRendition,
  BUCKETS,
  type Chunk,
  type ChunkReport,
  FanoutError,
  framesIn,
  initKey,
  type RenditionHash,
  renditionProof,
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
const SCRATCH_BYTES = 200_000_000;

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
      problems.push(...endProblems(input, frames[0] ?? 0, audio));
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
      return { ok: problems.length === 0, frames: frames[0] ?? 0, seams: count - 1, audioOffsetMs, problems, proofs };
    }),
  );
}

/** The sound may end a second off the picture only where the source's own header was that far off. */
function endProblems(
  input: VerifyInput,
  frames: number,
  audio: readonly (readonly (ChunkReport | null)[])[],
): string[] {
  const video = frames / toNumber(input.grid.rate);
  const slack = Math.abs(frames - input.grid.frames) / toNumber(input.grid.rate) + 0.001;
  return audio.flatMap((reports, i) => {
    const report = reports.at(-1);
    const end = report ? (report.segments.at(-1)?.endTicks ?? 0) / report.timescale : 0;
    const name = input.audio[i]?.name ?? 'audio';
    return Math.abs(end - video) > slack ? [`${name} ends at ${end} s, the picture at ${video} s`] : [];
  });
}

/** Decodes the segments on both sides of a few seams, in the smallest rung: bitstream errors show in every rung alike. */
async function decodeProblems(
  store: Store,
  tools: DecodeTools,
  input: VerifyInput,
  video: readonly (readonly (ChunkReport | null)[])[],
): Promise<string[]> {
  const rendition = input.video.at(-1);
  const segments = (video.at(-1) ?? []).flatMap((report) => report?.segments ?? []);
  if (!rendition || segments.length === 0) return ['there is no video to decode'];
  const checks = seamSamples(input.chunks).map(async (first) => {
    const pair = segments.slice(first, first + 2);
    const parts = await Promise.all([
      required(store, initKey(input.videoId, rendition.hash)),
      ...pair.map((segment) => required(store, segmentKey(input.videoId, rendition.hash, segment.number))),
    ]);
    const wanted = pair.reduce((sum, s) => sum + (s.endTicks - s.startTicks), 0) / input.grid.rate.den;
    const decoded = await decodeStrictly(tools, parts).catch((error: unknown) => {
      if (error instanceof FanoutError && error.code === 'ENCODE_FAILED') return error.message;
      throw error;
    });
    return decoded === wanted ? [] : [`${rendition.name} from segment ${first}: ${decoded}, not ${wanted} frames`];
  });
  return (await Promise.all(checks)).flat();
}

/** Segments before a few seams, spread evenly; the first segment when there is no seam. */
function seamSamples(chunks: readonly Chunk[]): number[] {
  const seams = chunks.slice(1).map((chunk) => chunk.firstSegment - 1);
  if (seams.length <= DECODED_SEAMS) return seams.length > 0 ? seams : [0];
  const step = (seams.length - 1) / (DECODED_SEAMS - 1);
  return Array.from({ length: DECODED_SEAMS }, (_, i) => seams[Math.round(i * step)] ?? 0);
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
