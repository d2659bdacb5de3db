import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Chunk, VideoPlan } from '../../services/core/index.ts';
import {
  type ByteSource,
  inspectSource,
  type MediaTools,
  openFileSource,
  runMediaTool,
  SourceProxy,
  sourceLimits,
  timelineArgs,
  writeIndex,
} from '../../services/media/index.ts';
import { frameHashes } from './frames.ts';

const WALL_MS = 300_000;

/** Hashes of the frames that reach the encoders: cut in chunks as the job was, and read in one go. */
export interface Timeline {
  readonly chunked: readonly string[];
  readonly whole: readonly string[];
}

/**
 * Decodes a source the way a job did, once chunk by chunk and once in a single chunk.
 * @param path the source, as it was submitted
 * @param dir scratch space
 */
export async function decodeTimeline(
  path: string,
  plan: VideoPlan,
  indexed: boolean,
  tools: MediaTools,
  dir: string,
): Promise<Timeline> {
  const proxy = await SourceProxy.start();
  try {
    const read = indexed ? await indexCopy(path, proxy, tools, dir) : path;
    const source = await openFileSource(read);
    try {
      const frames = async (chunk: Chunk) =>
        frameHashes(await run(source, proxy, tools, dir, plan, chunk, chunk.index === plan.chunks.length - 1));
      const chunked: string[] = [];
      for (const chunk of plan.chunks) chunked.push(...(await frames(chunk)));
      const last = plan.chunks.at(-1);
      const all = { index: plan.chunks.length - 1, firstSegment: 0, segments: 1, frames: { start: 0, end: 0 } };
      const whole = await frames({ ...all, frames: { start: 0, end: last?.frames.end ?? 0 } });
      return { chunked, whole };
    } finally {
      await source.close();
    }
  } finally {
    await proxy.stop();
  }
}

async function run(
  source: ByteSource,
  proxy: SourceProxy,
  { ffmpeg }: MediaTools,
  cwd: string,
  { track, grid, openEnd }: VideoPlan,
  chunk: Chunk,
  isLast: boolean,
): Promise<string> {
  const { stdout } = await proxy.use(source, ({ url }) =>
    runMediaTool({
      program: ffmpeg,
      args: timelineArgs({ track, grid, chunk, openEnd: openEnd && isLast }, url),
      cwd,
      limits: { wallMs: WALL_MS, fileBytes: 0, memoryBytes: 2 * sourceLimits().memoryBytes },
    }),
  );
  return stdout;
}

/** The copy that the job made is gone by now; it is made again, by the same command. */
async function indexCopy(path: string, proxy: SourceProxy, tools: MediaTools, dir: string): Promise<string> {
  const copy = join(dir, 'index.mkv');
  const original = await openFileSource(path);
  try {
    const { signal } = new AbortController();
    const { facts } = await inspectSource(original, { ffprobe: tools.ffprobe, proxy, cwd: dir });
    await proxy.use(original, ({ url }) => writeIndex(facts, url, copy, { ffmpeg: tools.ffmpeg, cwd: dir, signal }));
    await stat(copy);
    return copy;
  } finally {
    await original.close();
  }
}
