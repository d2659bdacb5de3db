import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import {
  type AudioRendition,
  audioPath,
  BUCKETS,
  FanoutError,
  type FinishedInput,
  mp4Path,
  outputKey,
  threeLetters,
  type VideoRendition,
} from '../core/index.ts';
import { type JoinedTrack, joinArgs } from '../media/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { finishedSource, runOnFinished } from './finished.ts';

/** Makes a file for download of finished tracks: a rung with all sound, or one sound track. Nothing is encoded. */
export function joinFile(deps: TranscodeDeps, input: FinishedInput): Promise<string> {
  return heartbeating(async (_report, signal) => {
    const tracks = [...(input.video ? [input.video] : []), ...input.audio];
    const [first] = tracks;
    if (!first) throw new FanoutError('INTERNAL', 'There is nothing to join.');
    const path = input.video ? mp4Path(first.name) : audioPath(first.name);
    const sources = await Promise.all(tracks.map((track) => finishedSource(deps, input, track)));
    // The index is moved to the front at the end, for which the file is copied once.
    const room = 2 * sources.reduce((sum, { size }) => sum + size, 0) + 10_000_000;
    await deps.scratch.use(room, async (dir) => {
      const file = join(dir, 'joined.mp4');
      await runOnFinished(
        deps,
        'join-file',
        sources,
        (urls) => joinArgs(described(tracks, urls), file),
        dir,
        signal,
        'copy',
      );
      await deps.store.upload(BUCKETS.encoded, outputKey(input.videoId, path), createReadStream(file), {
        contentType: input.video ? 'video/mp4' : 'audio/mp4',
        mostBytes: room,
      });
    });
    return path;
  });
}

function described(tracks: readonly (VideoRendition | AudioRendition)[], urls: readonly string[]): JoinedTrack[] {
  return tracks.map((track, i) => ({
    url: urls[i] ?? '',
    language: track.kind === 'audio' ? threeLetters(track.language) : null,
  }));
}
