import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FanoutError } from '../core/index.ts';
import { runMediaTool } from './run.ts';

const LIMITS = { wallMs: 120_000, stuckMs: 60_000, fileBytes: 0 };

export interface DecodeTools {
  readonly ffmpeg: string;
  readonly ffprobe: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Decodes a stretch of our own output strictly: any error of the bitstream is one here.
 * @param parts the init segment and the media segments, in order
 * @returns the number of frames decoded
 * @throws FanoutError ENCODE_FAILED with the decoder's words
 */
export async function decodeStrictly(tools: DecodeTools, parts: readonly Buffer[]): Promise<number> {
  const path = join(tools.cwd, `${randomUUID()}.mp4`);
  await writeFile(path, Buffer.concat([...parts]));
  let frames = 0;
  const { stderr } = await runMediaTool({
    program: tools.ffmpeg,
    purpose: 'decode-check',
    args: [
      ...['-nostdin', '-hide_banner', '-v', 'error', '-progress', 'pipe:1', '-xerror', '-err_detect', 'explode'],
      ...['-protocol_whitelist', 'file', '-i', `file:${path}`, '-map', '0:v:0', '-f', 'null', '-'],
    ],
    cwd: tools.cwd,
    limits: LIMITS,
    signal: tools.signal,
    progress: {
      fd: 1,
      onProgress: ({ frame }) => {
        frames = frame ?? frames;
      },
    },
  });
  if (stderr.length > 0) throw new FanoutError('ENCODE_FAILED', `The decoder complains: ${stderr[0]}`, stderr);
  return frames;
}

/** When the first stream of our own output starts for a player built on ffmpeg, in seconds. */
export async function startTime(tools: DecodeTools, parts: readonly Buffer[]): Promise<number> {
  const path = join(tools.cwd, `${randomUUID()}.mp4`);
  await writeFile(path, Buffer.concat([...parts]));
  const { stdout } = await runMediaTool({
    program: tools.ffprobe,
    purpose: 'start-time',
    args: [
      ...['-v', 'error', '-of', 'csv=p=0', '-show_entries', 'stream=start_time'],
      ...['-protocol_whitelist', 'file', '-i', `file:${path}`],
    ],
    cwd: tools.cwd,
    limits: LIMITS,
    signal: tools.signal,
  });
  return Number(stdout.trim());
}
