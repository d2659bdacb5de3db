import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** What an independent decode says about an output. */
export interface Comparison {
  /** Frames that ffmpeg by itself puts on the same grid. */
  readonly expectedFrames: number;
  /** Structural similarity of each frame with the source's, 0 to 1: the lowest and the mean. */
  readonly lowest: number;
  readonly mean: number;
}

const TIMEOUT_MS = 300_000;

/**
 * Decodes source and output side by side with a command that shares nothing with Fanout's own, and compares frame `n` with
 * frame `n`.
 * @param rate frames per second of the output, as a fraction
 */
export async function compare(
  source: string,
  stream: number,
  output: string,
  size: { readonly width: number; readonly height: number },
  rate: string,
  dir: string,
): Promise<Comparison> {
  const stats = join(dir, 'ssim.log');
  // From the first picture on, as the output is; what an edit list hides is not a part of it.
  const onGrid = [
    "setpts='PTS-max(STARTPTS,0)'",
    `fps=${rate}`,
    'trim=start_pts=0',
    `scale=${size.width}:${size.height}:flags=bicubic:out_color_matrix=bt709:out_range=tv`,
    'setsar=1,format=yuv420p',
  ].join(',');
  const { stdout } = await execa(
    'ffmpeg',
    [
      '-nostdin',
      '-v',
      'error',
      '-i',
      `file:${source}`,
      '-map',
      `0:${stream}`,
      '-vf',
      onGrid,
      '-fps_mode',
      'passthrough',
      '-f',
      'framemd5',
      '-',
    ],
    { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', stdin: 'ignore', reject: false, maxBuffer: 1e8 },
  );
  const expectedFrames = stdout.split('\n').filter((line) => /^\d/.test(line)).length;
  await execa(
    'ffmpeg',
    [
      ...['-nostdin', '-v', 'error', '-i', `file:${output}`, '-i', `file:${source}`],
      '-lavfi',
      `[0:v]settb=1/1000,setpts=N[a];[1:${stream}]${onGrid},settb=1/1000,setpts=N[b];[a][b]ssim=stats_file=ssim.log`,
      ...['-an', '-sn', '-dn', '-fps_mode', 'passthrough', '-f', 'null', '-'],
    ],
    { cwd: dir, timeout: TIMEOUT_MS, killSignal: 'SIGKILL', stdin: 'ignore', reject: false },
  );
  const values = [...(await readFile(stats, 'utf8').catch(() => '')).matchAll(/ Y:([\d.]+)/g)].map((m) => Number(m[1]));
  return {
    expectedFrames,
    lowest: values.length > 0 ? Math.min(...values) : 0,
    mean: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
  };
}
