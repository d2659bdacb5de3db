import {
  captionsPlaylist,
  type FrameGrid,
  frameTicks,
  hlsMediaKey,
  hlsTextKey,
  type TextTrack,
  type VideoId,
} from '../core/index.ts';
import type { MetadataDeps } from './deps.ts';
import { HLS_TYPE, putText } from './put-text.ts';

/** A WebVTT text on the video's timeline, with an HLS playlist that covers the whole video. */
export async function putCaptions(
  { store }: MetadataDeps,
  { videoId, grid }: { readonly videoId: VideoId; readonly grid: FrameGrid },
  { name }: TextTrack,
  vtt: string,
): Promise<void> {
  await putText(store, hlsTextKey(videoId, name), vtt, 'text/vtt');
  await putText(
    store,
    hlsMediaKey(videoId, name),
    captionsPlaylist(name, frameTicks(grid, grid.frames), grid.rate.num),
    HLS_TYPE,
  );
}
