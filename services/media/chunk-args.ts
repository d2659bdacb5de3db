import { basename } from 'node:path';
import type { Chunk, EncodeChunkInput, FrameGrid, VideoRendition } from '../core/index.ts';
import { encoderArgs } from './encoder-args.ts';
import { asRendition, firstPicture } from './first-picture.ts';
import { gpuPicture } from './gpu-args.ts';
import { pictureInputs } from './picture-inputs.ts';

export interface ChunkJob extends Pick<EncodeChunkInput, 'track' | 'grid' | 'renditions' | 'openEnd'> {
  readonly chunk: Pick<Chunk, 'frames'>;
}

/**
 * One ffmpeg command that decodes a chunk once and encodes it for every rendition, each into a file of its own in the
 * working directory. Renditions must be sorted from large to small: each is scaled from the one before it.
 *
 * @param markUrl where the clean PNG of the renditions' watermark is, when they have one
 *
 * Measured: one decode with cascaded scaling takes 31 % less CPU than a process per rung (docs/architecture.md).
 */
export function chunkArgs(job: ChunkJob, url: string, markUrl: string | null = null): string[] {
  const onGpu = job.renditions[0]?.encoder === 'nvenc';
  const { device, inputs, graph } = onGpu
    ? gpuPicture(job, url, markUrl)
    : { device: [], ...chunkPicture(job, url, markUrl) };
  return [
    '-nostdin',
    '-y',
    '-hide_banner',
    // Every damaged frame in a line of its own.
    '-v',
    'repeat+warning',
    '-progress',
    'pipe:1',
    ...device,
    ...inputs.flat(),
    '-filter_complex',
    graph,
    ...job.renditions.flatMap((rendition, i) => outputArgs(rendition, i, job.grid)),
  ];
}

/**
 * What a chunk's encoders get by processor: the inputs, each with its options, and the filter graph that makes `[out0]`,
 * `[out1]` … of them, one for each rendition.
 * @throws RangeError when there is a watermark without an address
 */
export function chunkPicture(job: ChunkJob, url: string, markUrl: string | null) {
  return { inputs: pictureInputs(job, url, markUrl), graph: filterGraph(job, markUrl !== null) };
}

/** The file of a rendition in the working directory. */
export function chunkFile(rendition: Pick<VideoRendition, 'hash'>): string {
  return basename(`${rendition.hash}.mp4`);
}

function filterGraph(job: ChunkJob, marked: boolean): string {
  const stages = job.renditions.map((rendition, i) => {
    // Only the first scale converts colours; what follows has the output's already.
    const picture =
      i === 0
        ? firstPicture(job, rendition, marked)
        : `[next${i}]scale=${rendition.width}:${rendition.height},${asRendition(rendition)}`;
    return `${picture}${i < job.renditions.length - 1 ? `,split=2[out${i}][next${i + 1}]` : `[out${i}]`}`;
  });
  return stages.join(';');
}

/** One rendition's file of fragments, in the working directory, of what the graph calls `[out<index>]`. */
export function outputArgs(rendition: VideoRendition, index: number, grid: FrameGrid): string[] {
  return [
    ...['-map', `[out${index}]`, '-an', '-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-fps_mode', 'passthrough', ...encoderArgs(rendition, grid), '-movflags'],
    '+dash+delay_moov+frag_keyframe+default_base_moof+frag_discont+skip_trailer',
    ...['-avoid_negative_ts', 'disabled', '-video_track_timescale', String(grid.rate.num)],
    ...['-f', 'mp4', `file:${chunkFile(rendition)}`],
  ];
}
