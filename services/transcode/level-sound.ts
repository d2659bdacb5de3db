import { join } from 'node:path';
import { type EncodeAudioInput, encodedSamples } from '../core/index.ts';
import {
  levelArgs,
  levelledJob,
  openFileSource,
  type ProxiedSource,
  type RunOptions,
  runMediaTool,
} from '../media/index.ts';
import type { TranscodeDeps } from './deps.ts';

const WALL_MS = 4 * 3600_000;
/** Of a sample of one channel. */
const SAMPLE_BYTES = 4;
const SPARE_BYTES = 10_000_000;

/** What a pass through the sound needs of its activity. */
export interface Pass extends Required<Pick<RunOptions, 'cwd' | 'signal'>> {
  readonly report: (beat: object) => void;
}

/**
 * Runs work on a lossless copy of a track that has one layout from start to end.
 * @param work gets the job on the copy, and where that can be read
 */
export function withLevelSound<T>(
  deps: TranscodeDeps,
  input: EncodeAudioInput,
  source: ProxiedSource,
  { signal, report }: Pass,
  work: (input: EncodeAudioInput, source: ProxiedSource) => Promise<T>,
): Promise<T> {
  const samples = encodedSamples(input.grid, input.openEnd);
  const bytes = samples * input.rendition.channels * SAMPLE_BYTES + SPARE_BYTES;
  return deps.scratch.use(bytes, async (cwd) => {
    const file = join(cwd, 'level.mka');
    await runMediaTool({
      program: deps.tools.ffmpeg,
      purpose: 'level-sound',
      args: levelArgs(input, source.url, file),
      cwd,
      signal,
      limits: { wallMs: WALL_MS, stuckMs: deps.stuckMs, fileBytes: 2 * bytes },
      alive: () => source.progress,
      progress: { fd: 1, onProgress: ({ outTimeUs }) => report({ levelledSeconds: (outTimeUs ?? 0) / 1e6 }) },
    });
    const copy = await openFileSource(file);
    try {
      return await deps.proxy.use(copy, (proxied) => work(levelledJob(input), proxied));
    } finally {
      await copy.close();
    }
  });
}
