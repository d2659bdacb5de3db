import { activityInfo } from '@temporalio/activity';
import {
  type ChunkHeartbeat,
  type EncodeChunkInput,
  type EncodeChunkResult,
  FanoutError,
  frameSeconds,
} from '../core/index.ts';
import { blameGpu, chunkArgs, type RunResult, runMediaTool } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating, WORKER_IDENTITY } from '../temporal/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { blameCard, needsCard, requireEncoders } from './encoders.ts';
import { markSource } from './mark-source.ts';
import { encodingMemory } from './memory.ts';
import { requireVersion } from './reports.ts';
import { storeChunk } from './store-chunk.ts';
import { findOrCopy } from './twins.ts';
import { announceChunk, countChunk } from './work-metrics.ts';

const ATTEMPTS_PER_WAY = 2;
/** However short a chunk is, and for each second of it: AV1 in 4K with a slow preset on two cores takes a third of that. */
const WALL_MS = { start: 600_000, perSecond: 200_000 };
/** What ffmpeg says of a frame that the decoder had to make up in part. */
const DAMAGED = /corrupt decoded frame/;
/** What keeps a viewer waiting goes first; the rest shares what is left of the machine. */
const BACKGROUND_NICE = 10;

/**
 * Encodes one chunk for every rendition of a lane, and puts its segments and, last of all, its reports. Renditions whose
 * report is there already are left alone, and those that another video has are copied: a retry, and a job on a source that
 * was processed before, cost only what is missing.
 */
export async function encodeChunk(deps: TranscodeDeps, input: EncodeChunkInput): Promise<EncodeChunkResult> {
  const { attempt } = activityInfo();
  const started = performance.now();
  const result = await heartbeating<ChunkHeartbeat, EncodeChunkResult>(async (report, signal, spent) => {
    // At once: whoever looks knows a running chunk by nothing else.
    report({ lane: input.lane, chunk: input.chunk.index, framesDone: 0, speed: null });
    const found = await Promise.all(
      input.renditions.map(({ hash }) => findOrCopy(deps.store, input, hash, input.chunk)),
    );
    const missing = input.renditions.filter((_, i) => !found[i]);
    const done = found.find((known) => known !== null);
    if (missing.length === 0 && done) {
      const { frames, damagedFrames = 0 } = done;
      return { attempt, reused: true, cpuSeconds: 0, sourceBytesRead: 0, endFrame: frames.end, damagedFrames };
    }
    requireVersion(input.encoderVersion, deps.tools.version);
    requireEncoders(deps.encoders, missing);
    announceChunk(missing);
    return deps.scratch.use(scratchBytes(input), async (dir) => {
      const { result, bytesRead, wallSeconds } = await encode(
        deps,
        { ...input, renditions: missing },
        dir,
        signal,
        report,
        spent,
      );
      const damagedFrames = result.stderr.filter((line) => DAMAGED.test(line)).length;
      const ends = [];
      for (const rendition of missing) ends.push(await storeChunk(deps, input, rendition, dir, damagedFrames));
      const endFrame = ends[0] ?? input.chunk.frames.end;
      const { cpuSeconds } = result;
      countChunk(input, missing, endFrame, wallSeconds, cpuSeconds);
      return { attempt, reused: false, cpuSeconds, sourceBytesRead: bytesRead, endFrame, damagedFrames };
    });
  });
  return { ...result, seconds: (performance.now() - started) / 1000, worker: WORKER_IDENTITY };
}

async function encode(
  deps: TranscodeDeps,
  input: EncodeChunkInput,
  dir: string,
  signal: AbortSignal,
  report: (beat: ChunkHeartbeat) => void,
  spent: number,
): Promise<{ result: RunResult; bytesRead: number; wallSeconds: number }> {
  const started = performance.now();
  const beat = (framesDone: number) => {
    const elapsed = (performance.now() - started) / 1000;
    const speed = elapsed > 0.5 ? frameSeconds(input.grid, framesDone) / elapsed : null;
    report({ lane: input.lane, chunk: input.chunk.index, framesDone, speed });
  };
  const gpu = needsCard(input.renditions);
  const mark = markSource(deps.store, input);
  const sources = [openSource(deps, input.source), ...(mark ? [mark] : [])];
  return deps.proxy.useAll(sources, async ([source, image]) => {
    const result = await runMediaTool({
      program: deps.tools.ffmpeg,
      purpose: 'encode-chunk',
      part: input.chunk.index,
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
      gpu,
    }).catch((error: unknown) => {
      if (!gpu) throw blameSource(error, spent);
      throw blameCard(deps.encoders, blameSource(blameGpu(error), spent));
    });
    const wallSeconds = (performance.now() - started) / 1000;
    return { result, bytesRead: source?.bytesRead ?? 0, wallSeconds };
  });
}

/** An encoder that gives up twice on the same chunk will do so again: another way of reading the source may help. */
function blameSource(error: unknown, spent: number): unknown {
  if (!(error instanceof FanoutError) || error.code !== 'ENCODE_FAILED' || spent + 1 < ATTEMPTS_PER_WAY) return error;
  return new FanoutError('CHUNK_OFF_PLAN', error.message, error.details, { cause: error });
}

function chunkSeconds({ grid, chunk }: EncodeChunkInput): number {
  return frameSeconds(grid, chunk.frames.end - chunk.frames.start);
}

/** Twice what the caps allow for the chunk, and some room. */
function scratchBytes(input: EncodeChunkInput): number {
  const bits = input.renditions.reduce((sum, rendition) => sum + rendition.maxrate, 0) * chunkSeconds(input);
  return Math.ceil(bits / 4) + 50_000_000;
}
