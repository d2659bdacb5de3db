import { isCancellation, log } from '@temporalio/workflow';
import {
  asFanoutError,
  type FinishedInput,
  type TranscodeActivities,
  type VideoJob,
  type VideoPlan,
  videoRenditions,
} from '../core/index.ts';
import { fromFailure } from '../temporal/failures/index.ts';
import { activities } from './activities.ts';
import { ENHANCE_OPTIONS, TRANSCODE_OPTIONS } from './activity-options.ts';
import type { JobRecord } from './job-record.ts';
import { slidingWindow } from './sliding-window.ts';
import { together } from './together.ts';

const transcode = activities<TranscodeActivities>(TRANSCODE_OPTIONS);
const enhancing = activities<TranscodeActivities>(ENHANCE_OPTIONS);

const FILES_AT_ONCE = 8;

/** Makes of the finished renditions what else was asked for. Files must succeed; pictures are reported when they do not. */
export async function makeFiles(plan: VideoPlan, spec: VideoJob['spec'], record: JobRecord): Promise<void> {
  const { videoId, grid, chunks, audio } = plan;
  const input = (part: Pick<FinishedInput, 'video' | 'audio'>): FinishedInput => ({ videoId, grid, chunks, ...part });
  const renditions = videoRenditions(plan);
  // Pictures come from the codec that decodes fastest, in colours that a JPEG has; HDR is tone-mapped where there is no other.
  const [largest = renditions[0]] = renditions.filter(({ colour }) => colour === 'bt709');
  const smallest = renditions.filter(({ codec }) => codec === largest?.codec).at(-1);
  await together(async (join) => {
    const files = [
      ...(spec.outputs.includes('mp4') ? renditions.map((video) => input({ video, audio })) : []),
      ...(spec.outputs.includes('audio') ? audio.map((track) => input({ video: null, audio: [track] })) : []),
    ];
    // Each is told of all chunks: started at once, they would be more than one answer to the server may hold.
    join(() => slidingWindow(files, FILES_AT_ONCE, async (file) => record.made(await transcode.joinFile(file))));
    if (spec.poster && largest) {
      join(() => enhance(record, 'poster', () => enhancing.renderPoster(input({ video: largest, audio: [] }))));
    }
    if (spec.storyboard && smallest) {
      join(() =>
        enhance(record, 'storyboard', () => enhancing.renderStoryboard(input({ video: smallest, audio: [] }))),
      );
    }
  });
}

/** Runs what a video can do without: when it fails, the job goes on and says so. */
export async function enhance(
  record: JobRecord,
  what: string,
  work: () => Promise<string | readonly string[]>,
): Promise<void> {
  const why = await tolerated(what, async () => record.made(await work()));
  if (why !== null) record.degrade(what, why);
}

/** Runs what may fail. @returns why it did; `null` when it did not */
export async function tolerated(what: string, work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (isCancellation(error)) throw error;
    const { message } = fromFailure(error) ?? asFanoutError(error);
    log.warn('An enhancement failed', { what, why: message });
    return message;
  }
}
