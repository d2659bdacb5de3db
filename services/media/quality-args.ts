import { basename } from 'node:path';
import type { FrameGrid, VideoRendition } from '../core/index.ts';
import { type ChunkJob, chunkPicture } from './chunk-args.ts';
import { encoderArgs, pixelFormat } from './encoder-args.ts';
import { inputArgs } from './input-args.ts';
import { ssimOutputArgs, ssimStage } from './ssim.ts';

const HEAD = ['-nostdin', '-y', '-hide_banner', '-v', 'warning', '-progress', 'pipe:1'] as const;

/** What a rendition's samples are made of and compared with. */
function referenceFile({ hash }: Pick<VideoRendition, 'hash'>): string {
  return basename(`${hash}.nut`);
}

/** A rendition's sample in the working directory. */
export function sampleFile({ hash }: Pick<VideoRendition, 'hash'>): string {
  return basename(`${hash}.sample.mp4`);
}

/**
 * The frames of a chunk as its encoders would get them, pixel by pixel: one file for each rendition. They are read six times,
 * and decoding what lossless codecs make of them cost more than the sample encodes themselves (docs/measurements.md).
 */
export function referenceArgs(job: ChunkJob, url: string, markUrl: string | null): string[] {
  const { inputs, graph } = chunkPicture(job, url, markUrl);
  return [
    ...[...HEAD, ...inputs.flat(), '-filter_complex', graph],
    ...job.renditions.flatMap((rendition, i) => [
      ...['-map', `[out${i}]`, '-fps_mode', 'passthrough', '-c:v', 'rawvideo', '-pix_fmt', pixelFormat(rendition)],
      ...['-f', 'nut', `file:${referenceFile(rendition)}`],
    ]),
  ];
}

/** Encodes the references as the renditions are encoded, at the rate factors that they have here. */
export function sampleArgs(renditions: readonly VideoRendition[], grid: FrameGrid): string[] {
  return [
    ...HEAD,
    ...renditions.flatMap((rendition) => ownInput(referenceFile(rendition), grid)),
    ...renditions.flatMap((rendition, i) => [
      ...['-map', `${i}:v`, '-fps_mode', 'passthrough', ...encoderArgs(rendition, grid)],
      ...['-f', 'mp4', `file:${sampleFile(rendition)}`],
    ]),
  ];
}

/** Compares the samples with their references. */
export function sampleSsimArgs(renditions: readonly VideoRendition[], grid: FrameGrid): string[] {
  const inputs = renditions.flatMap((rendition) => [
    ...ownInput(sampleFile(rendition), grid),
    ...ownInput(referenceFile(rendition), grid),
  ]);
  const stages = renditions.map((rendition, i) =>
    ssimStage(i, rendition, { encoded: `[${2 * i}:v]`, reference: `[${2 * i + 1}:v]` }, grid.rate),
  );
  return [...HEAD, ...inputs, '-filter_complex', stages.join(';'), ...ssimOutputArgs(renditions.length)];
}

/**
 * Compares finished renditions with the source: the frames of a chunk, which needs to be none that was encoded, from one
 * decode of the source, each with the same frames of its rendition.
 *
 * @param urls where the source, its watermark and each rendition, in their order, can be read
 * @param framesBefore how many frames come before the chunk's in what is there of the renditions
 */
export function finishedSsimArgs(
  job: ChunkJob,
  urls: { readonly source: string; readonly mark: string | null; readonly finished: readonly string[] },
  framesBefore: number,
): string[] {
  const { inputs, graph } = chunkPicture(job, urls.source, urls.mark);
  const { start, end } = job.chunk.frames;
  const cut = `trim=start_frame=${framesBefore}:end_frame=${framesBefore + end - start},`;
  const stages = job.renditions.map((rendition, i) =>
    ssimStage(i, rendition, { encoded: `[${inputs.length + i}:v]${cut}`, reference: `[out${i}]` }, job.grid.rate),
  );
  return [
    ...[...HEAD, ...inputs.flat()],
    // Threads of a decoder would work ahead on frames that nobody looks at.
    ...urls.finished.flatMap((url) => ['-threads', '1', ...inputArgs(url)]),
    ...['-filter_complex', [graph, ...stages].join(';'), ...ssimOutputArgs(stages.length)],
  ];
}

/** A file that an earlier command here has written. Its frames follow the grid, whatever rounding its container does. */
function ownInput(file: string, grid: FrameGrid): string[] {
  return ['-r', `${grid.rate.num}/${grid.rate.den}`, '-protocol_whitelist', 'file', '-i', `file:${file}`];
}
