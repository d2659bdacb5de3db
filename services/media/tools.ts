import { execa } from 'execa';
import { FanoutError } from '../core/index.ts';

/** The programs, by absolute path or name, and the version that goes into every rendition's hash. */
export interface MediaTools {
  readonly ffmpeg: string;
  readonly ffprobe: string;
  readonly version: string;
}

/**
 * Reads `FANOUT_FFMPEG` and `FANOUT_FFPROBE` (default: from PATH), and asks for the version.
 * @throws FanoutError FFMPEG_MISSING
 */
export async function mediaToolsFromEnv(env: Readonly<Record<string, string | undefined>>): Promise<MediaTools> {
  const ffmpeg = env.FANOUT_FFMPEG ?? 'ffmpeg';
  try {
    const { stdout } = await execa(ffmpeg, ['-version'], { stdin: 'ignore' });
    const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1];
    if (!version) throw new Error(`${ffmpeg} does not say its version`);
    return { ffmpeg, ffprobe: env.FANOUT_FFPROBE ?? 'ffprobe', version };
  } catch (error) {
    throw new FanoutError('FFMPEG_MISSING', `${ffmpeg} cannot be run.`, [], { cause: error });
  }
}
