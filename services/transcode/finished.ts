import { type AudioRendition, FanoutError, type FinishedInput, type VideoRendition } from '../core/index.ts';
import { type ProxiedSource, runMediaTool } from '../media/index.ts';
import { joinedSource } from '../store/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { findReport } from './reports.ts';

const LIMITS = { wallMs: 3600_000, memoryBytes: 4 * 1024 ** 3, fileBytes: 64 * 1024 ** 3 };

/** A finished rendition as one file behind the proxy. @param segments only these; all when left out */
export async function openFinished(
  deps: TranscodeDeps,
  { videoId, chunks }: Pick<FinishedInput, 'videoId' | 'chunks'>,
  rendition: VideoRendition | AudioRendition,
  segments?: readonly number[],
): Promise<ProxiedSource & { readonly size: number }> {
  const found = await Promise.all(chunks.map((chunk) => findReport(deps.store, videoId, rendition.hash, chunk.index)));
  const reports = found.map((report, i) => {
    if (!report) throw new FanoutError('STORAGE_FAILED', `Chunk ${i} of ${rendition.name} has no report.`);
    if (!segments) return report;
    return { ...report, segments: report.segments.filter(({ number }) => segments.includes(number)) };
  });
  const joined = joinedSource(deps.store, videoId, rendition.hash, reports);
  const proxied = deps.proxy.register(joined);
  return {
    url: proxied.url,
    size: joined.size,
    release: () => proxied.release(),
    get bytesRead() {
      return proxied.bytesRead;
    },
    get failure() {
      return proxied.failure;
    },
  };
}

/** Runs ffmpeg on finished renditions; lets go of them afterwards. */
export async function runOnFinished(
  deps: TranscodeDeps,
  sources: readonly ProxiedSource[],
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<void> {
  const failure = () => sources.find((source) => source.failure)?.failure;
  try {
    await runMediaTool({
      program: deps.tools.ffmpeg,
      args,
      cwd,
      signal,
      limits: { ...LIMITS, stuckMs: deps.stuckMs },
      progress: { fd: 1, onProgress: () => undefined },
    }).catch((error: unknown) => {
      throw failure() ?? error;
    });
    if (failure()) throw failure();
  } finally {
    for (const source of sources) source.release();
  }
}
