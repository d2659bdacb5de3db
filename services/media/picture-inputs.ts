import type { ChunkJob } from './chunk-args.ts';
import { imageInputArgs, inputArgs } from './input-args.ts';
import { seekArgs } from './seek-args.ts';

/**
 * The inputs of a chunk's command, each with its options: the source, and the mark if there is one.
 * @param decoding how the source is decoded, where that is not left to ffmpeg
 * @throws RangeError when there is a watermark without an address
 */
export function pictureInputs(
  job: ChunkJob,
  url: string,
  markUrl: string | null,
  decoding: readonly string[] = [],
): string[][] {
  if (job.renditions[0]?.watermark && markUrl === null) throw new RangeError('the watermark has no address');
  const source = [...decoding, ...seekArgs(job), ...inputArgs(url)];
  return markUrl === null ? [source] : [source, imageInputArgs('png', markUrl)];
}
