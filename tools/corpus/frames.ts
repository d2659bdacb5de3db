import { execa } from 'execa';

const TIMEOUT_MS = 300_000;

/** From the first picture on, as the output is; what an edit list hides is not a part of it. */
const FROM_FIRST = "setpts='PTS-max(STARTPTS,0)'";

/** A source's frames on an even grid. */
export interface IndependentFrames {
  readonly hashes: readonly string[];
  /** The filter that put them there. */
  readonly filter: string;
}

/**
 * Decodes a source by a command that shares nothing with Fanout's own.
 * @param stream which stream of the file is the picture
 * @param rate frames per second of the grid, as a fraction
 */
export async function independentFrames(source: string, stream: number, rate: string): Promise<IndependentFrames> {
  const filter = `${FROM_FIRST},fps=${rate},trim=start_pts=0`;
  const hashes = await decode(source, stream, filter);
  if (hashes.length > 0) return { hashes, filter };
  // The grid has no room for a picture that lasts no time; a viewer would see it.
  return { hashes: (await decode(source, stream, FROM_FIRST)).slice(0, 1), filter: FROM_FIRST };
}

async function decode(source: string, stream: number, filter: string): Promise<string[]> {
  const { stdout } = await execa(
    'ffmpeg',
    [
      ...['-nostdin', '-v', 'error', '-i', `file:${source}`, '-map', `0:${stream}`, '-vf', filter],
      ...['-fps_mode', 'passthrough', '-f', 'framemd5', '-'],
    ],
    { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', stdin: 'ignore', reject: false, maxBuffer: 1e8 },
  );
  return frameHashes(stdout);
}

/** The last column of ffmpeg's `framemd5`. */
export function frameHashes(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.slice(line.lastIndexOf(',') + 1).trim());
}

/** How many frames of two runs are the same at the same place. */
export function equalFrames(one: readonly string[], other: readonly string[]): number {
  return one.filter((hash, i) => hash === other[i]).length;
}
