import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** Structural similarity of each frame of an output with the source's, 0 to 1. */
export interface Similarity {
  readonly lowest: number;
  readonly mean: number;
}

const TIMEOUT_MS = 300_000;

/**
 * Decodes source and output side by side, and compares frame `n` with frame `n`.
 * @param stream which stream of the source is the picture
 * @param filter puts the source's frames on the grid of the output
 */
export async function similarity(
  source: string,
  stream: number,
  output: string,
  size: { readonly width: number; readonly height: number },
  filter: string,
  dir: string,
): Promise<Similarity> {
  const onGrid = [
    filter,
    `scale=${size.width}:${size.height}:flags=bicubic:out_color_matrix=bt709:out_range=tv`,
    'setsar=1,format=yuv420p,settb=1/1000,setpts=N',
  ].join(',');
  await execa(
    'ffmpeg',
    [
      ...['-nostdin', '-v', 'error', '-i', `file:${output}`, '-i', `file:${source}`],
      '-lavfi',
      `[0:v]settb=1/1000,setpts=N[a];[1:${stream}]${onGrid}[b];[a][b]ssim=stats_file=ssim.log`,
      ...['-an', '-sn', '-dn', '-fps_mode', 'passthrough', '-f', 'null', '-'],
    ],
    { cwd: dir, timeout: TIMEOUT_MS, killSignal: 'SIGKILL', stdin: 'ignore', reject: false },
  );
  const log = await readFile(join(dir, 'ssim.log'), 'utf8').catch(() => '');
  const values = [...log.matchAll(/ Y:([\d.]+)/g)].map((match) => Number(match[1]));
  return {
    lowest: values.length > 0 ? Math.min(...values) : 0,
    mean: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
  };
}
