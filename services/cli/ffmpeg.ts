import { execa } from 'execa';
import { FanoutError } from '../core/index.ts';
import { type MediaTools, mediaToolsFromEnv } from '../media/index.ts';

const OLDEST = [5, 1] as const;

/** The media tools, of a good version and with the encoders. @throws FanoutError FFMPEG_MISSING */
export async function checkFfmpeg(): Promise<MediaTools> {
  const tools = await mediaToolsFromEnv(process.env).catch((error: unknown) => {
    throw new FanoutError('FFMPEG_MISSING', `ffmpeg is not installed. Install it with: ${installCommand()}`, [], {
      cause: error,
    });
  });
  const [major = 0, minor = 0] = (/\d+\.\d+/.exec(tools.version)?.[0] ?? '99.0').split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new FanoutError('FFMPEG_MISSING', `ffmpeg ${tools.version} is too old: ${OLDEST.join('.')} is needed.`);
  }
  if (!tools.codecs.includes('h264')) {
    throw new FanoutError('FFMPEG_MISSING', 'This ffmpeg was built without libx264: it cannot encode H.264.');
  }
  return tools;
}

/** The same, installing ffmpeg first where that is one command that needs no password. */
export async function ensureFfmpeg(onStep: (line: string) => void): Promise<MediaTools> {
  try {
    return await checkFfmpeg();
  } catch (error) {
    if (!(await canInstall())) throw error;
    onStep('ffmpeg: installing Debian’s package');
    await execa('apt-get', ['update'], { stdin: 'ignore' });
    await execa('apt-get', ['install', '-y', '--no-install-recommends', 'ffmpeg'], {
      stdin: 'ignore',
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
    return checkFfmpeg();
  }
}

async function canInstall(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return (await execa('apt-get', ['--version'], { reject: false, stdin: 'ignore' })).exitCode === 0;
}

function installCommand(): string {
  return process.platform === 'darwin'
    ? 'brew install ffmpeg'
    : 'sudo apt-get install ffmpeg (or: sudo dnf install ffmpeg)';
}
