import { frameSeconds, OPEN_END_SECONDS, type SourceTrack, toNumber } from '../core/index.ts';
import type { ChunkJob } from './chunk-args.ts';

/** Decoding starts this many seconds early, so that the grid does not depend on where the seek lands. */
const PRE_ROLL_SECONDS = 1;
/** Read past the chunk's end, so that no reordered frame is missed. */
const POST_ROLL_SECONDS = 1;

/** Where a chunk is read, and how far. */
export function seekArgs({ track, grid, chunk, openEnd }: Omit<ChunkJob, 'renditions'>): string[] {
  const start = frameSeconds(grid, chunk.frames.start);
  const length = frameSeconds(grid, chunk.frames.end) - start;
  // A clock that may jump is read from its start, whatever comes before the clip.
  const fromStart = chunk.frames.start === 0 && (!track.skipsStart || track.correctedClock);
  const seek = fromStart ? [] : seekTo(track, start);
  const unwanted = fromStart && track.skipsStart ? origin(track) : 0;
  const read = unwanted + length + PRE_ROLL_SECONDS + POST_ROLL_SECONDS + (openEnd ? OPEN_END_SECONDS : 0);
  return [...clockArgs(track), ...seek, '-t', seconds(read)];
}

/** A seek a little before an instant of the grid, in seconds: what decoders need to warm up comes before it as well. */
export function seekTo(track: SourceTrack, start: number): string[] {
  return ['-ss', seconds(Math.max(0, start - PRE_ROLL_SECONDS + origin(track)))];
}

/** Where frame 0 is, in seconds, as ffmpeg counts them in a seek. */
function origin(track: SourceTrack): number {
  return startSeconds(track) - track.containerStartSeconds;
}

/** Which clock ffmpeg goes by: the file's own, or one without jumps that starts at zero. */
export function clockArgs(track: SourceTrack): string[] {
  return track.correctedClock ? [] : ['-copyts'];
}

function startSeconds(track: SourceTrack): number {
  return track.startTicks * toNumber(track.timeBase);
}

/** ffmpeg's time syntax, in microseconds: the finest it knows. */
const seconds = (value: number) => value.toFixed(6);
