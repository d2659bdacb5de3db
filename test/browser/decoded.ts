import { execa } from 'execa';
import { readCode } from './barcode.ts';

const [WIDTH, HEIGHT] = [192, 54];

/** The numbers in all frames of a stream as ffmpeg decodes it, for a codec that the browser does not play. */
export async function decodedCodes(url: string): Promise<(number | null)[]> {
  const scaled = ['-map', '0:v:0', '-vf', `scale=${WIDTH}:${HEIGHT}`, '-pix_fmt', 'gray', '-fps_mode', 'passthrough'];
  const { stdout } = await execa('ffmpeg', ['-v', 'error', '-i', url, ...scaled, '-f', 'rawvideo', 'pipe:1'], {
    stdin: 'ignore',
    encoding: 'buffer',
  });
  const size = WIDTH * HEIGHT;
  return Array.from({ length: stdout.length / size }, (_, frame) =>
    readCode((x, y) => stdout[frame * size + Math.floor(y * HEIGHT) * WIDTH + Math.floor(x * WIDTH)] ?? 0),
  );
}
