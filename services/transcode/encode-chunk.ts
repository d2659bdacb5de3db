import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { activityInfo } from '@temporalio/activity';
import pLimit from 'p-limit';
import {
  BUCKETS,
  type ChunkHeartbeat,
  type ChunkReport,
  type EncodeChunkInput,
  type EncodeChunkResult,
  FanoutError,
  frameSeconds,
  initKey,
  segmentKey,
  type VideoRendition,
} from '../core/index.ts';
import {
  chunkArgs,
  chunkFile,
  cutChunk,
  ENCODERS,
  type RunResult,
  runMediaTool,
  videoCodecString,
} from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { IMMUTABLE } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { markSource } from './mark-source.ts';
import { encodingMemory } from './memory.ts';
import { findReport, putReport, requireVersion, sha256 } from './reports.ts';

const CONCURRENT_PUTS = 6;
const ATTEMPTS_PER_WAY = 2;
/** However short a chunk is, and for each second of it: AV1 in 4K with a slow preset on two cores takes a third of that. */
const WALL_MS = { start: 600_000, perSecond: 200_000 };
/** What ffmpeg says of a frame that the decoder had to make up in part. */
const DAMAGED = /corrupt decoded frame/;
/** What keeps a viewer waiting goes first; the rest shares what is left of the machine. */
const BACKGROUND_NICE = 10;

/**
 * Encodes one chunk for every rendition of a lane, and puts its segments and, last of all, its reports. Renditions whose
 * report is there already are left alone, so a retry costs only what is missing.
 */
export async function encodeChunk(deps: TranscodeDeps, input: EncodeChunkInput): Promise<EncodeChunkResult> {
  const { attempt } = activityInfo();
  return heartbeating<ChunkHeartbeat, EncodeChunkResult>(async (report, signal, spent) => {
    const found = await Promise.all(
      input.renditions.map((r) => findReport(deps.store, input.videoId, r.hash, input.chunk.index)),
    );
    const missing = input.renditions.filter((_, i) => !found[i]);
    const done = found.find((known) => known !== null);
    if (missing.length === 0 && done) {
      const { frames, damagedFrames = 0 } = done;
      return { attempt, reused: true, cpuSeconds: 0, sourceBytesRead: 0, endFrame: frames.end, damagedFrames };
    }
    requireVersion(input.encoderVersion, deps.tools.version);
    return deps.scratch.use(scratchBytes(input), async (dir) => {
      const { result, bytesRead } = await encode(deps, { ...input, renditions: missing }, dir, signal, report, spent);
      const damagedFrames = result.stderr.filter((line) => DAMAGED.test(line)).length;
      const ends = [];
      for (const rendition of missing) ends.push(await store(deps, input, rendition, dir, damagedFrames));
      return {
        attempt,
        reused: false,
        cpuSeconds: result.cpuSeconds,
        sourceBytesRead: bytesRead,
        endFrame: ends[0] ?? input.chunk.frames.end,
        damagedFrames,
      };
    });
  });
}

async function encode(
  deps: TranscodeDeps,
  input: EncodeChunkInput,
  dir: string,
  signal: AbortSignal,
  report: (beat: ChunkHeartbeat) => void,
  spent: number,
): Promise<{ result: RunResult; bytesRead: number }> {
  const started = performance.now();
  const beat = (framesDone: number) => {
    const elapsed = (performance.now() - started) / 1000;
    const speed = elapsed > 0.5 ? frameSeconds(input.grid, framesDone) / elapsed : null;
    report({ lane: input.lane, chunk: input.chunk.index, framesDone, speed });
  };
  beat(0);
  const mark = markSource(deps.store, input);
  const sources = [openSource(deps, input.source), ...(mark ? [mark] : [])];
  return deps.proxy.useAll(sources, async ([source, image]) => {
    const result = await runMediaTool({
      program: deps.tools.ffmpeg,
      args: chunkArgs(input, source?.url ?? '', image?.url),
      cwd: dir,
      signal,
      nice: input.chunk.index === 0 ? 0 : BACKGROUND_NICE,
      limits: {
        wallMs: WALL_MS.start + WALL_MS.perSecond * chunkSeconds(input),
        stuckMs: deps.stuckMs,
        memoryBytes: encodingMemory(input.renditions),
        // No rung alone fills what all together may: ffmpeg is stopped before it fills a disk.
        fileBytes: scratchBytes(input),
      },
      progress: { fd: 1, onProgress: ({ frame }) => beat(frame ?? 0) },
      alive: () => source?.progress ?? 0,
      keep: DAMAGED,
    }).catch((error: unknown) => {
      throw blameSource(error, spent);
    });
    return { result, bytesRead: source?.bytesRead ?? 0 };
  });
}

/** An encoder that gives up twice on the same chunk will do so again: another way of reading the source may help. */
function blameSource(error: unknown, spent: number): unknown {
  if (!(error instanceof FanoutError) || error.code !== 'ENCODE_FAILED' || spent + 1 < ATTEMPTS_PER_WAY) return error;
  return new FanoutError('CHUNK_OFF_PLAN', error.message, error.details, { cause: error });
}

/** Checks and puts one rendition's chunk. @returns the end of its last frame */
async function store(
  deps: TranscodeDeps,
  input: EncodeChunkInput,
  rendition: VideoRendition,
  dir: string,
  damagedFrames: number,
): Promise<number> {
  const { videoId, grid, chunk } = input;
  const path = join(dir, chunkFile(rendition));
  const cut = await cutChunk(path, {
    grid,
    frames: chunk.frames,
    firstSegment: chunk.firstSegment,
    segments: chunk.segments,
    openEnd: input.openEnd,
  });
  const put = (key: string, body: Buffer) =>
    deps.store.put(BUCKETS.encoded, key, body, { contentType: 'video/mp4', cacheControl: IMMUTABLE });
  // The same bytes from every chunk, so one of them puts it for all; `verify` compares the hashes.
  if (chunk.index === 0) await put(initKey(videoId, rendition.hash), cut.init);
  const limit = pLimit(CONCURRENT_PUTS);
  const file = await open(path, 'r');
  try {
    await Promise.all(
      cut.segments.map((segment) =>
        limit(async () => {
          const { buffer } = await file.read(
            Buffer.alloc(segment.end - segment.start),
            0,
            segment.end - segment.start,
            segment.start,
          );
          await put(segmentKey(videoId, rendition.hash, segment.number), buffer);
        }),
      ),
    );
  } finally {
    await file.close();
  }
  const report: ChunkReport = {
    version: 1,
    chunk: chunk.index,
    timescale: grid.rate.num,
    frames: cut.frames,
    segments: cut.segments.map(({ start, end, ...segment }) => ({ ...segment, bytes: end - start })),
    initSha256: sha256(cut.init),
    initBytes: cut.init.length,
    codecs: videoCodecString(cut.init, rendition.codec),
    encoder: `${ENCODERS[rendition.codec]} (ffmpeg ${deps.tools.version})`,
    ...(damagedFrames > 0 ? { damagedFrames } : {}),
  };
  await putReport(deps.store, videoId, rendition.hash, report);
  return cut.frames.end;
}

function chunkSeconds({ grid, chunk }: EncodeChunkInput): number {
  return frameSeconds(grid, chunk.frames.end - chunk.frames.start);
}

/** Twice what the caps allow for the chunk, and some room. */
function scratchBytes(input: EncodeChunkInput): number {
  const bits = input.renditions.reduce((sum, rendition) => sum + rendition.maxrate, 0) * chunkSeconds(input);
  return Math.ceil(bits / 4) + 50_000_000;
}
