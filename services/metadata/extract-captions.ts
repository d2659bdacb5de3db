import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CaptionsInput,
  type Cue,
  EXTRA,
  frameSeconds,
  parseSubtitles,
  readCues,
  type TextTrack,
  textTrack,
  writeCaptions,
} from '../core/index.ts';
import { captionsArgs, runMediaTool, textFormat } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';
import { putCaptions } from './put-captions.ts';

/** The workflow waits a little longer for it (`CAPTIONS_OPTIONS`). */
const WALL_MS = 3600_000;
/** Of one track: a day of talk is a quarter of it. */
const TRACK_BYTES = 16_000_000;

/** Text tracks of the source as WebVTT on the video's timeline, each with an HLS playlist. The source is read once for all. */
export function extractCaptions(deps: MetadataDeps, input: CaptionsInput): Promise<readonly TextTrack[]> {
  return heartbeating(
    (_report, signal) =>
      deps.scratch.use(input.text.length * TRACK_BYTES, async (cwd) => {
        const files = input.text.map(({ streamIndex, codec }) => ({
          streamIndex,
          codec,
          file: join(cwd, `${streamIndex}.text`),
        }));
        await deps.proxy.use(openSource(deps, input.source), (source) =>
          runMediaTool({
            program: deps.tools.ffmpeg,
            purpose: 'extract-captions',
            args: captionsArgs(files, source.url),
            cwd,
            signal,
            limits: { wallMs: WALL_MS, stuckMs: deps.stuckMs, fileBytes: TRACK_BYTES },
            alive: () => source.progress,
          }),
        );
        const length = frameSeconds(input.grid, input.grid.frames);
        const tracks = input.text.map(({ language }, index) => textTrack(index, language));
        for (const [index, { file, codec }] of files.entries()) {
          const cues = cuesOf(await readFile(file), codec, `Text track ${index + 1}`);
          const track = tracks[index];
          if (track) await putCaptions(deps, input, track, writeCaptions(cues, input.aheadSeconds, length));
        }
        return tracks;
      }),
    EXTRA,
  );
}

/** A track may be without a word. */
function cuesOf(bytes: Buffer, codec: string, name: string): Cue[] {
  if (textFormat(codec) === 'webvtt') return readCues(bytes.toString('utf8'));
  return bytes.toString('latin1').trim() === '' ? [] : parseSubtitles(bytes, name);
}
