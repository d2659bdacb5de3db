import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FanoutError } from '../core/index.ts';
import type { ImageFormat } from './allow-lists.ts';
import { imageInputArgs } from './input-args.ts';
import { runMediaTool } from './run.ts';
import type { SourceProxy } from './source/index.ts';

/** More than any mark needs; an image is held in memory. */
export const MAX_IMAGE_BYTES = 10_000_000;
/** Bytes from the start of a file that {@link imageFormat} wants to see. */
export const IMAGE_HEAD_BYTES = 16;

const LONG_SIDE = 2048;
const LIMITS = { wallMs: 60_000, memoryBytes: 512 * 1024 ** 2, fileBytes: 64_000_000 };
const FILE = 'image.png';

/**
 * What kind of image it is, by its first bytes.
 * @throws FanoutError WATERMARK_UNREADABLE when it is none that is read, or has too many bytes
 */
export function imageFormat(head: Buffer, bytes: number): ImageFormat {
  if (bytes > MAX_IMAGE_BYTES) {
    throw unreadable(`it has ${(bytes / 1e6).toFixed(1)} MB; at most ${MAX_IMAGE_BYTES / 1e6} MB are accepted`);
  }
  const text = head.toString('latin1', 0, IMAGE_HEAD_BYTES);
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp';
  throw unreadable('it is no PNG, JPEG or WebP');
}

/** One ffmpeg command that writes an image anew: RGBA, without anything but its pixels, {@link LONG_SIDE} at most. */
export function cleanImageArgs(format: ImageFormat, url: string): string[] {
  const scale = `scale=w='min(${LONG_SIDE},iw)':h='min(${LONG_SIDE},ih)':force_original_aspect_ratio=decrease`;
  return [
    ...['-nostdin', '-y', '-hide_banner', '-v', 'warning', '-progress', 'pipe:1'],
    // What is damaged is refused, not shown half.
    ...['-xerror', '-err_detect', 'explode', ...imageInputArgs(format, url), '-map', '0:v:0'],
    ...['-vf', `${scale},format=rgba`, '-frames:v', '1', '-map_metadata', '-1', '-flags', '+bitexact'],
    ...['-fflags', '+bitexact', '-c:v', 'png', '-f', 'image2', '-update', '1', `file:${FILE}`],
  ];
}

/**
 * Decodes somebody's image, and writes it anew as a PNG that is safe to give to every encoder.
 * @throws FanoutError WATERMARK_UNREADABLE
 */
export async function cleanImage(
  image: Buffer,
  tools: {
    readonly ffmpeg: string;
    readonly proxy: SourceProxy;
    readonly cwd: string;
    readonly signal: AbortSignal;
  },
): Promise<Buffer> {
  const format = imageFormat(image, image.length);
  const source = {
    identity: createHash('sha256').update(image).digest('hex'),
    size: image.length,
    read: async (start: number, end: number) => image.subarray(start, end),
  };
  try {
    await tools.proxy.use(source, ({ url }) =>
      runMediaTool({
        program: tools.ffmpeg,
        purpose: 'clean-image',
        args: cleanImageArgs(format, url),
        cwd: tools.cwd,
        signal: tools.signal,
        limits: LIMITS,
        progress: { fd: 1, onProgress: () => undefined },
      }),
    );
    return await readFile(join(tools.cwd, FILE));
  } catch (error) {
    const empty = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const refused =
      error instanceof FanoutError && ['ENCODE_FAILED', 'ENCODE_OVER_LIMIT', 'SOURCE_OVER_MEMORY'].includes(error.code);
    if (!empty && !refused) throw error;
    const why = refused ? (error.details.at(-1) ?? error.message) : 'no picture is in it';
    throw unreadable(why, refused ? error.details : []);
  }
}

/** Width and height of a PNG (its IHDR comes first, by the standard). */
export function pngSize(png: Buffer): { width: number; height: number } {
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

function unreadable(why: string, details: readonly string[] = []): FanoutError {
  return new FanoutError('WATERMARK_UNREADABLE', `The watermark cannot be read: ${why}.`, details);
}
