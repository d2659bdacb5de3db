import { isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Chunk, Lane, MetadataActivities, TranscodeActivities, VideoPlan } from '../core/index.ts';
import { fromFailure } from '../temporal/failures/index.ts';
import { activities } from './activities.ts';
import { METADATA_OPTIONS, TRANSCODE_OPTIONS } from './activity-options.ts';
import { watchingCards } from './encoder.ts';
import type { JobRecord } from './job-record.ts';
import { slidingWindow } from './sliding-window.ts';
import type { ReadingSteps } from './steps.ts';
import { together } from './together.ts';

const metadata = activities<MetadataActivities>(METADATA_OPTIONS);
const transcode = activities<TranscodeActivities>(TRANSCODE_OPTIONS);

/** Chunks of all lanes that one job has waiting or running: all that the scaler can see of it, well under 500 pending. */
const WINDOW = 300;

/**
 * Encodes what is not finished yet, with `beside` at the same time. One failure cancels the rest: their work would be thrown
 * away.
 *
 * @param beside other parts of the same phase
 * @returns whether all is encoded; if not, nothing runs any more, and the history has become long: the rest is for a new run
 */
export async function encode(
  plan: VideoPlan,
  reading: ReadingSteps,
  record: JobRecord,
  beside: readonly ((stopped: () => boolean) => Promise<void>)[],
): Promise<boolean> {
  const last = plan.chunks.at(-1);
  const tasks = plan.chunks
    .flatMap((chunk) => plan.lanes.map((lane) => ({ chunk, lane })))
    .filter(({ chunk, lane }) => !record.isFinished(lane.name, chunk));
  const silent = plan.audio.filter(({ name }) => !reading.sounds?.includes(name));
  let sounds = silent.length;
  let finished = 0;
  let stopped = false;
  // Sound would start over in a new run; chunks do not mind.
  const stop = () => {
    stopped ||= sounds === 0 && workflowInfo().continueAsNewSuggested;
    return stopped;
  };
  await together(async (join) => {
    for (const rendition of silent) {
      join(async () => {
        record.sounded(
          rendition,
          await transcode.encodeAudio({ ...shared(plan, reading), rendition, chunks: plan.chunks }),
        );
        reading.sounds = [...(reading.sounds ?? []), rendition.name];
        sounds--;
      });
    }
    const chunks = () =>
      slidingWindow(
        tasks,
        WINDOW,
        async ({ chunk, lane }) => {
          try {
            const done = await encodeChunk(plan, reading, lane, chunk);
            finished++;
            record.encoded(done, { lane: lane.name, chunk });
            if (chunk === last) reading.endFrame = done.endFrame;
          } catch (error) {
            const trouble = isCancellation(error) ? undefined : fromFailure(error)?.message;
            if (trouble !== undefined) record.chunks.fail(lane.name, chunk, trouble);
            throw error;
          }
        },
        stop,
      );
    const byCards = plan.lanes.some(({ renditions }) => renditions[0]?.encoder === 'nvenc');
    join(() => (byCards && tasks.length > 1 ? watchingCards(() => finished, chunks) : chunks()));
    for (const part of beside) join(() => part(() => stopped));
  });
  if (tasks.some(({ chunk, lane }) => !record.isFinished(lane.name, chunk))) return false;
  if (plan.openEnd && last) await endSounds(plan, last, reading.endFrame ?? plan.grid.frames);
  return true;
}

/** The sound was encoded beside the picture, and a little longer than planned. */
async function endSounds({ videoId, grid, audio }: VideoPlan, chunk: Chunk, endFrame: number): Promise<void> {
  await together(async (join) => {
    for (const rendition of audio) join(() => metadata.endSound({ videoId, grid, rendition, chunk, endFrame }));
  });
}

function encodeChunk(plan: VideoPlan, reading: ReadingSteps, lane: Lane, chunk: Chunk) {
  const openEnd = plan.openEnd && chunk.index === plan.chunks.length - 1;
  return transcode.encodeChunk({
    ...shared(plan, reading),
    lane: lane.name,
    renditions: lane.renditions,
    chunk,
    openEnd,
  });
}

function shared(plan: VideoPlan, { twins = {} }: ReadingSteps) {
  const { videoId, source, track, grid, openEnd, encoderVersion } = plan;
  return { videoId, source, track, grid, openEnd, encoderVersion, twins };
}
