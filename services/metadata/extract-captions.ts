import {
  alignCaptions,
  type CaptionsInput,
  captionsPlaylist,
  frameTicks,
  hlsMediaKey,
  hlsTextKey,
  type TextTrack,
} from '../core/index.ts';
import { captionsArgs, runMediaTool } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';
import { HLS_TYPE, putText } from './put-text.ts';

const LIMITS = { wallMs: 1800_000, fileBytes: 0 };
const SCRATCH_BYTES = 1_000_000;

/** Text tracks of the source as WebVTT on the video's timeline, each with an HLS playlist. */
export function extractCaptions(deps: MetadataDeps, input: CaptionsInput): Promise<readonly TextTrack[]> {
  return heartbeating((_report, signal) =>
    deps.scratch.use(SCRATCH_BYTES, async (cwd) => {
      const tracks: TextTrack[] = [];
      for (const [index, { streamIndex, language }] of input.text.entries()) {
        const vtt = await readTrack(deps, input, streamIndex, cwd, signal);
        const track = { name: `captions-${index + 1}`, label: labelOf(language, index), language };
        await putTrack(deps, input, track, alignCaptions(vtt, input.aheadSeconds));
        tracks.push(track);
      }
      return tracks;
    }),
  );
}

async function readTrack(
  deps: MetadataDeps,
  input: CaptionsInput,
  streamIndex: number,
  cwd: string,
  signal: AbortSignal,
): Promise<string> {
  const { stdout } = await deps.proxy.use(openSource(deps, input.source), ({ url }) =>
    runMediaTool({ program: deps.tools.ffmpeg, args: captionsArgs(streamIndex, url), cwd, signal, limits: LIMITS }),
  );
  return stdout;
}

async function putTrack(deps: MetadataDeps, { videoId, grid }: CaptionsInput, { name }: TextTrack, vtt: string) {
  const playlist = captionsPlaylist(name, frameTicks(grid, grid.frames), grid.rate.num);
  await putText(deps.store, hlsTextKey(videoId, name), vtt, 'text/vtt');
  await putText(deps.store, hlsMediaKey(videoId, name), playlist, HLS_TYPE);
}

/** What a player's menu shows; two tracks of one language must differ. */
function labelOf(language: string, index: number): string {
  return language === 'und' ? `Captions ${index + 1}` : `${language} ${index + 1}`;
}
