import type { AcceptedSource } from '../core/index.ts';
import { FanoutError } from '../core/index.ts';
import { inputArgs } from './input-args.ts';
import { runMediaTool } from './run.ts';

const WALL_MS = 3600_000;

/**
 * Copies the picture and all sound that is used into a Matroska file, without encoding the picture: what jumps or wraps in
 * a source's clock is straight there, and its index is exact. Sound is decoded to lossless FLAC when it cannot be copied.
 */
export function indexArgs(facts: AcceptedSource, url: string, path: string, sound: 'copy' | 'flac'): string[] {
  return [
    ...['-nostdin', '-y', '-hide_banner', '-v', 'warning', '-progress', 'pipe:1', '-fflags', '+genpts'],
    ...inputArgs(url),
    ...['-map', `0:${facts.video.streamIndex}`, ...facts.audio.flatMap((audio) => ['-map', `0:${audio.streamIndex}`])],
    ...['-c:v', 'copy', '-c:a', sound, '-map_metadata', '-1', '-map_chapters', '-1', '-max_interleave_delta', '0'],
    ...['-fflags', '+bitexact', '-f', 'matroska', `file:${path}`],
  ];
}

/** @throws FanoutError SOURCE_NOT_INDEXABLE when Matroska cannot hold it as it is */
export async function writeIndex(
  facts: AcceptedSource,
  url: string,
  path: string,
  tools: { readonly ffmpeg: string; readonly cwd: string; readonly signal: AbortSignal },
): Promise<void> {
  const copy = (sound: 'copy' | 'flac') =>
    runMediaTool({
      program: tools.ffmpeg,
      purpose: 'index-source',
      args: indexArgs(facts, url, path, sound),
      cwd: tools.cwd,
      signal: tools.signal,
      // Lossless sound may take more room than what it was.
      limits: { wallMs: WALL_MS, fileBytes: facts.bytes * 4 + 100_000_000 },
      progress: { fd: 1, onProgress: () => undefined },
    });
  try {
    await copy('copy').catch((error: unknown) => {
      if (facts.audio.length === 0 || !isRefusal(error)) throw error;
      return copy('flac');
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new FanoutError('SOURCE_NOT_INDEXABLE', `It cannot be indexed: ${error.message}`, error.details, {
      cause: error,
    });
  }
}

function isRefusal(error: unknown): error is FanoutError {
  return error instanceof FanoutError && ['ENCODE_FAILED', 'ENCODE_OVER_LIMIT'].includes(error.code);
}
