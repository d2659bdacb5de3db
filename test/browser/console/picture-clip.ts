import { join } from 'node:path';
import { execa } from 'execa';

/** Seconds; long enough for a dozen chunks of two. */
const SECONDS = 24;
const COLOURS = ['0x0b1e4b', '0x2456d6', '0x17a398', '0xf2b134', '0xe4572e', '0x5b2a86'];

/** Makes a clip that is pleasant to look at, for pictures of the console, with a quiet tone. @returns its path */
export async function makePictureClip(dir: string): Promise<string> {
  const path = join(dir, 'colours.mp4');
  const colours = COLOURS.map((colour, i) => `c${i}=${colour}`).join(':');
  const picture = `gradients=s=960x540:n=${COLOURS.length}:${colours}:speed=0.02:rate=24:type=spiral:duration=${SECONDS}`;
  const sound = `sine=frequency=220:sample_rate=48000:duration=${SECONDS}`;
  await execa('ffmpeg', [
    ...['-y', '-v', 'error', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-crf',
      '18',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-af',
      'volume=0.1',
      path,
    ],
  ]);
  return path;
}
