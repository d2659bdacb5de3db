import {
  type AudioRendition,
  type Chunk,
  FanoutError,
  type FinishedInput,
  type VideoRendition,
} from '../core/index.ts';
import { type ByteSource, type Purpose, runMediaTool } from '../media/index.ts';
import { joinedSource } from '../store/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { findReport } from './reports.ts';
import { countCpu, type Product } from './work-metrics.ts';

const WALL_MS = 3600_000;
/** Bytes per second that finished renditions are read at least. */
const SLOWEST_READ = 2_000_000;
const SPARE_BYTES = 64_000_000;

/** A finished rendition as one file. @param segments only these; all when left out */
export async function finishedSource(
  deps: TranscodeDeps,
  { videoId, chunks }: Pick<FinishedInput, 'videoId' | 'chunks'>,
  rendition: VideoRendition | AudioRendition,
  segments?: readonly number[],
): Promise<ByteSource> {
  const within = ({ firstSegment, segments: count }: Chunk) =>
    segments?.some((number) => number >= firstSegment && number < firstSegment + count) ?? true;
  const wanted = chunks.filter(within);
  const found = await Promise.all(wanted.map((chunk) => findReport(deps.store, videoId, rendition.hash, chunk.index)));
  const reports = found.map((report, i) => {
    if (!report)
      throw new FanoutError('OBJECT_MISSING', `Chunk ${wanted[i]?.index} of ${rendition.name} has no report.`);
    if (!segments) return report;
    return { ...report, segments: report.segments.filter(({ number }) => segments.includes(number)) };
  });
  return joinedSource(deps.store, videoId, rendition.hash, reports);
}

/**
 * Runs ffmpeg on finished renditions.
 *
 * @param args from their addresses, in the same order
 * @param product what its CPU time is counted for
 */
export async function runOnFinished(
  deps: TranscodeDeps,
  purpose: Purpose,
  sources: readonly ByteSource[],
  args: (urls: readonly string[]) => readonly string[],
  cwd: string,
  signal: AbortSignal,
  product: Product,
): Promise<void> {
  const bytes = sources.reduce((sum, { size }) => sum + size, 0);
  const { cpuSeconds } = await deps.proxy.useAll(sources, (proxied) =>
    runMediaTool({
      program: deps.tools.ffmpeg,
      purpose,
      args: args(proxied.map(({ url }) => url)),
      cwd,
      signal,
      limits: {
        wallMs: WALL_MS + (bytes / SLOWEST_READ) * 1000,
        stuckMs: deps.stuckMs,
        // Joined without encoding, or much smaller pictures.
        fileBytes: 2 * bytes + SPARE_BYTES,
      },
      progress: { fd: 1, onProgress: () => undefined },
    }),
  );
  countCpu(product, cpuSeconds);
}
