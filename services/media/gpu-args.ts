import type { VideoRendition } from '../core/index.ts';
import type { ChunkJob } from './chunk-args.ts';
import { chunkFrames, colourTags, firstPicture, isPlain } from './first-picture.ts';
import { gridFilter } from './grid-filter.ts';
import { pictureInputs } from './picture-inputs.ts';

/** One device that decoder, filters and encoders share: frames of one cannot be read on another. */
export const GPU_DEVICE: readonly string[] = ['-init_hw_device', 'cuda=gpu', '-filter_hw_device', 'gpu'];

/** What decoder, filters and encoders have in common, in the card's memory. */
const FORMAT = 'nv12';

/**
 * Decoded by the card, into its own memory. One thread: more do not make the card faster, and each takes surfaces, of which
 * NVDEC has 32. Filters hold on to a few frames, which have to come on top of what the decoder needs.
 */
const DECODING: readonly string[] = [
  ...['-hwaccel', 'cuda', '-hwaccel_device', 'gpu', '-hwaccel_output_format', 'cuda'],
  ...['-extra_hw_frames', '8', '-threads', '1'],
];

/**
 * The same picture as the software command's, for NVENC. Filters that only look at timestamps (`setpts`, `fps`, `trim`,
 * `split`, `setparams`, `setsar`) take frames wherever they are, so the grid is decided as ever. `scale_cuda` neither
 * converts colours nor ranges: where there is more to do than to scale, the processor makes the largest picture, and hands
 * it up to the card for the smaller ones.
 * @throws RangeError when there is a watermark without an address
 */
export function gpuPicture(job: ChunkJob, url: string, markUrl: string | null) {
  const allOnCard = isAllOnCard(job);
  const inputs = pictureInputs(job, url, markUrl, allOnCard ? DECODING : []);
  const stages = job.renditions.map((rendition, i) => {
    const picture =
      i > 0
        ? `[next${i}]${scaled(rendition)}`
        : allOnCard
          ? `${gridOnCard(job)},${scaled(rendition)}`
          : `${firstPicture(job, rendition, markUrl !== null)},format=${FORMAT},hwupload`;
    return `${picture}${i < job.renditions.length - 1 ? `,split=2[out${i}][next${i + 1}]` : `[out${i}]`}`;
  });
  return { device: GPU_DEVICE, inputs, graph: stages.join(';') };
}

/** A clock that jumps goes with pictures that change their size, for which nothing in the card's memory is ready. */
function isAllOnCard({ track, renditions }: ChunkJob): boolean {
  const plain = renditions.every((rendition) => isPlain(track, rendition) && !rendition.watermark);
  return track.gpuDecoding === true && !track.correctedClock && !track.momentary && plain;
}

function gridOnCard({ track, grid, chunk, openEnd }: ChunkJob): string {
  const filters = gridFilter(track, grid.rate, chunk.frames.start === 0, 'yadif_cuda');
  return `[0:${track.streamIndex}]${[...filters, chunkFrames(chunk, openEnd)].join(',')}`;
}

/** Always a copy, of whatever size: the encoder holds on to many frames, and the decoder has few. */
export function scaled(rendition: VideoRendition): string {
  const { width, height } = rendition;
  return `scale_cuda=${width}:${height}:format=${FORMAT}:passthrough=0,setsar=1,${colourTags(rendition)}`;
}
