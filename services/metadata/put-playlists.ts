import {
  type AudioRendition,
  dashKey,
  dashManifest,
  frameSeconds,
  hlsKeyframesKey,
  hlsMasterKey,
  hlsMediaKey,
  keyframeBandwidth,
  keyframePlaylist,
  masterPlaylist,
  mediaPlaylist,
  type PublishInput,
  segmentsOf,
  VIDEO_RANGES,
  type VideoRendition,
} from '../core/index.ts';
import type { MetadataDeps } from './deps.ts';
import { HLS_TYPE, putText } from './put-text.ts';
import { described, type Track } from './track.ts';

/** Writes all playlists of what is there; the master last: whoever has it can load all that it names. */
export async function putPlaylists(
  deps: MetadataDeps,
  input: PublishInput,
  videoTracks: readonly Track<VideoRendition>[],
  audioTracks: readonly Track<AudioRendition>[],
): Promise<void> {
  const { videoId, grid, final, text } = input;
  const rate = grid.rate;
  const video = videoTracks.map((track) => ({ ...described(track, final ? 0 : track.rendition.maxrate), rate }));
  const audio = audioTracks.map((track) => described(track, final ? 0 : track.rendition.bitrate));
  const targetDuration = longestSegment(input);
  const put = (key: string, playlist: string) => putText(deps.store, key, playlist, HLS_TYPE);
  await Promise.all([
    ...[...video, ...audio].map((track) =>
      put(hlsMediaKey(videoId, track.name), mediaPlaylist({ ...track, targetDuration, ended: final })),
    ),
    // What makes sense only of the whole.
    ...(final ? video : []).map((track) =>
      put(hlsKeyframesKey(videoId, track.name), keyframePlaylist({ ...track, targetDuration })),
    ),
  ]);
  if (final && input.outputs.includes('dash')) {
    const texts = text.map((track) => ({ ...track, uri: `../hls/${track.name}.vtt` }));
    await putText(deps.store, dashKey(videoId), dashManifest(video, audio, texts), 'application/dash+xml');
  }
  const variants = video.map((track) => ({
    ...track,
    videoRange: VIDEO_RANGES[track.colour],
    keyframes: final ? keyframeBandwidth(track.segments, track.timescale) : null,
  }));
  await put(hlsMasterKey(videoId), masterPlaylist(variants, audio, text));
}

/** Whole seconds, rounded as RFC 8216 4.3.3.1 compares them; room for the source's last second. */
function longestSegment({ grid }: PublishInput): number {
  const segments = segmentsOf(grid);
  return Math.max(
    1,
    ...segments.map((segment, i) => {
      const open = i === segments.length - 1 ? 1 : 0;
      return Math.ceil(frameSeconds(grid, segment.end - segment.start)) + open;
    }),
  );
}
