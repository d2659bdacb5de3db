import { execa } from 'execa';
import { FanoutError, VIDEO_CODECS, type VideoCodec } from '../core/index.ts';
import { ENCODERS } from './encoder-args.ts';

/** The programs, by absolute path or name, and the version that goes into every rendition's hash. */
export interface MediaTools {
  readonly ffmpeg: string;
  readonly ffprobe: string;
  readonly version: string;
  /** What it can encode: H.264 always, the others where it was built with them. */
  readonly codecs: readonly VideoCodec[];
}

/**
 * Reads `FANOUT_FFMPEG` and `FANOUT_FFPROBE` (default: from PATH), and asks for the version and the encoders.
 * @throws FanoutError FFMPEG_MISSING
 */
export async function mediaToolsFromEnv(env: Readonly<Record<string, string | undefined>>): Promise<MediaTools> {
  const ffmpeg = env.FANOUT_FFMPEG ?? 'ffmpeg';
  try {
    const { stdout } = await execa(ffmpeg, ['-version'], { stdin: 'ignore' });
    const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1];
    if (!version) throw new Error(`${ffmpeg} does not say its version`);
    return { ffmpeg, ffprobe: env.FANOUT_FFPROBE ?? 'ffprobe', version, codecs: await codecsOf(ffmpeg) };
  } catch (error) {
    throw new FanoutError('FFMPEG_MISSING', `${ffmpeg} cannot be run.`, [], { cause: error });
  }
}

async function codecsOf(ffmpeg: string): Promise<VideoCodec[]> {
  const { stdout } = await execa(ffmpeg, ['-v', 'error', '-encoders'], { stdin: 'ignore' });
  const names = stdout.split('\n').map((line) => line.trim().split(/\s+/)[1]);
  return VIDEO_CODECS.filter((codec) => names.includes(ENCODERS[codec]));
}
