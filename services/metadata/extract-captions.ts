import { type CaptionsInput, frameSeconds, readCues, type TextTrack, textTrack, writeCaptions } from '../core/index.ts';
import { captionsArgs, runMediaTool } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';
import { putCaptions } from './put-captions.ts';

const LIMITS = { wallMs: 1800_000, fileBytes: 0 };
const SCRATCH_BYTES = 1_000_000;

/** Text tracks of the source as WebVTT on the video's timeline, each with an HLS playlist. */
export function extractCaptions(deps: MetadataDeps, input: CaptionsInput): Promise<readonly TextTrack[]> {
  return heartbeating((_report, signal) =>
    deps.scratch.use(SCRATCH_BYTES, async (cwd) => {
      const tracks: TextTrack[] = [];
      const length = frameSeconds(input.grid, input.grid.frames);
      for (const [index, { streamIndex, language }] of input.text.entries()) {
        const vtt = await readTrack(deps, input, streamIndex, cwd, signal);
        const track = textTrack(index, language);
        await putCaptions(deps, input, track, writeCaptions(readCues(vtt), input.aheadSeconds, length));
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
