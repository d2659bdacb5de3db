import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BUCKETS,
  EXTRA,
  FanoutError,
  type FinishedInput,
  outputKey,
  POSTER,
  planStoryboard,
  STORYBOARD,
  segmentsOf,
  storyboardPath,
  storyboardTrack,
  type VideoRendition,
} from '../core/index.ts';
import { posterArgs, storyboardArgs } from '../media/index.ts';
import { NO_STORE } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { finishedSource, runOnFinished } from './finished.ts';

const SCRATCH_BYTES = 100_000_000;
/** How far into the video the poster is looked for: past titles and fades. */
const POSTER_AT = 0.2;

/** One picture that stands for the video. It is taken from a finished rung: upright, progressive, in standard colours. */
export function renderPoster(deps: TranscodeDeps, input: FinishedInput): Promise<string> {
  return heartbeating(async (_report, signal) => {
    const segments = segmentsOf(input.grid);
    const at = Math.floor(segments.length * POSTER_AT);
    const rendition = picture(input);
    const source = await finishedSource(deps, input, rendition, [at]);
    await deps.scratch.use(SCRATCH_BYTES, async (dir) => {
      const file = join(dir, 'poster.jpg');
      await runOnFinished(
        deps,
        'poster',
        [source],
        ([url]) => posterArgs(rendition.colour, url ?? '', file),
        dir,
        signal,
        'jpeg',
      );
      await putPicture(deps, input, POSTER, file);
    });
    return POSTER;
  }, EXTRA);
}

/** Sprites of keyframes and the WebVTT track that tells which is where. @returns the paths */
export function renderStoryboard(deps: TranscodeDeps, input: FinishedInput): Promise<readonly string[]> {
  return heartbeating(async (_report, signal) => {
    const rendition = picture(input);
    const board = planStoryboard(input.grid, rendition);
    const source = await finishedSource(deps, input, rendition);
    return deps.scratch.use(SCRATCH_BYTES, async (dir) => {
      await runOnFinished(
        deps,
        'storyboard',
        [source],
        ([url]) => storyboardArgs(board, rendition.colour, url ?? '', join(dir, 'sprite-%03d.jpg')),
        dir,
        signal,
        'jpeg',
      );
      const names = (await readdir(dir)).filter((name) => name.startsWith('sprite-')).sort();
      if (names.length !== board.sprites) {
        throw new FanoutError(
          'ENCODE_FAILED',
          `${names.length} sprites were made where ${board.sprites} were planned.`,
        );
      }
      await Promise.all(names.map((name) => putPicture(deps, input, storyboardPath(name), join(dir, name))));
      await deps.store.put(BUCKETS.encoded, outputKey(input.videoId, STORYBOARD), storyboardTrack(board, input.grid), {
        contentType: 'text/vtt',
        cacheControl: NO_STORE,
      });
      return [STORYBOARD, ...names.map(storyboardPath)];
    });
  }, EXTRA);
}

function picture({ video }: FinishedInput): VideoRendition {
  if (!video) throw new FanoutError('INTERNAL', 'A picture was asked of a video without one.');
  return video;
}

async function putPicture(deps: TranscodeDeps, input: FinishedInput, path: string, file: string): Promise<void> {
  await deps.store.put(BUCKETS.encoded, outputKey(input.videoId, path), await readFile(file), {
    contentType: 'image/jpeg',
    cacheControl: NO_STORE,
  });
}
