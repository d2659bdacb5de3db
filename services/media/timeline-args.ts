import type { ChunkJob } from './chunk-args.ts';
import { gridFilter } from './grid-filter.ts';
import { inputArgs } from './input-args.ts';
import { seekArgs } from './seek-args.ts';

export type TimelineJob = Omit<ChunkJob, 'renditions'>;

/**
 * The frames of a chunk as they reach its encoders, before any scaling, each as a hash on standard output (ffmpeg's
 * `framemd5`): what chunks hold can then be compared frame by frame with any other way of reading the source.
 */
export function timelineArgs(job: TimelineJob, url: string): string[] {
  const { track, grid, chunk, openEnd } = job;
  // Fields are left as they are: how they are woven is not a matter of where a frame is.
  const onGrid = gridFilter({ ...track, interlaced: false }, grid.rate, chunk.frames.start === 0);
  const end = openEnd ? '' : `:end_pts=${chunk.frames.end}`;
  return [
    ...['-nostdin', '-hide_banner', '-v', 'error', ...seekArgs(job), ...inputArgs(url)],
    ...['-map', `0:${track.streamIndex}`, '-an', '-sn', '-dn'],
    ...['-vf', [...onGrid, `trim=start_pts=${chunk.frames.start}${end}`].join(','), '-fps_mode', 'passthrough'],
    ...['-f', 'framemd5', '-'],
  ];
}
