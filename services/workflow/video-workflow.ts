import {
  ApplicationFailure,
  CancellationScope,
  defineQuery,
  isCancellation,
  log,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  asFanoutError,
  type Chunk,
  type ExtractedMetadata,
  FanoutError,
  type JobStatus,
  type Lane,
  type MetadataActivities,
  nextAccess,
  PLAN_QUERY,
  planRate,
  planVideo,
  requireCodecs,
  type SourceAccess,
  STATUS_QUERY,
  sourceTrack,
  type TranscodeActivities,
  type VerifyInput,
  type VideoJob,
  type VideoPlan,
  videoRenditions,
  type Watermark,
} from '../core/index.ts';
import { fromFailure } from '../temporal/failures/index.ts';
import { COPY_OPTIONS, METADATA_OPTIONS, TRANSCODE_OPTIONS } from './activity-options.ts';
import { captionParts } from './captions.ts';
import { cleanUp } from './clean-up.ts';
import { makeFiles } from './enhance.ts';
import { JobRecord } from './job-record.ts';
import { Notifier } from './notifier.ts';
import { Publisher } from './publisher.ts';
import { chooseQuality, measureLanes } from './quality.ts';
import { slidingWindow } from './sliding-window.ts';
import { together } from './together.ts';

const metadata = proxyActivities<MetadataActivities>(METADATA_OPTIONS);
const copying = proxyActivities<MetadataActivities>(COPY_OPTIONS);
const transcode = proxyActivities<TranscodeActivities>(TRANSCODE_OPTIONS);

/** Chunks of all lanes that one job has waiting or running: all that the scaler can see of it, well under 500 pending. */
const WINDOW = 300;

export const statusQuery = defineQuery<JobStatus>(STATUS_QUERY);
export const planQuery = defineQuery<VideoPlan | null>(PLAN_QUERY);

/**
 * Turns one source into streams: probe, plan, encode all chunks side by side, publish what is finished, verify. Decides
 * everything and touches no byte.
 */
export async function VideoWorkflow(job: VideoJob): Promise<JobStatus> {
  const record = new JobRecord(job);
  const notifier = new Notifier(job);
  const status = () => record.status();
  setHandler(statusQuery, () => record.status());
  setHandler(planQuery, () => record.plan);
  try {
    record.state = 'running';
    notifier.tell('job.started', status);
    await run(job, record, notifier);
    record.state = 'completed';
    record.totalMs = sinceStart();
    if (record.plan) await metadata.writeResult({ status: record.status(), made: madeOf(record.plan) });
    await notifier.tell('job.completed', status);
    return record.status();
  } catch (error) {
    const cancelled = isCancellation(error);
    record.state = cancelled ? 'cancelled' : 'failed';
    record.totalMs = sinceStart();
    const cause = cancelled
      ? new FanoutError('CANCELLED', 'The job was cancelled.')
      : (fromFailure(error) ?? asFanoutError(error));
    record.error = cause.toReport();
    await CancellationScope.nonCancellable(() => cleanUp(job, cause));
    await notifier.tell(cancelled ? 'job.cancelled' : 'job.failed', status);
    if (cancelled) throw error;
    throw ApplicationFailure.create({
      message: cause.message,
      type: cause.code,
      nonRetryable: true,
      details: [cause.details, record.status()],
    });
  }
}

/** Reads the source the way its headers suggest, and another way when the output shows that it cannot be trusted. */
async function run(job: VideoJob, record: JobRecord, notifier: Notifier): Promise<void> {
  const { videoId, source } = job;
  const place = 'url' in source ? await copying.findSource({ videoId, url: source.url }) : source;
  const found = await metadata.extractMetadata(place);
  requireCodecs(job.spec.codecs, found.codecs);
  const watermark = await mark(job);
  let indexed = false;
  for (let access = found.access; ; ) {
    indexed ||= access.way === 'index';
    try {
      await produce(job, record, notifier, found, access, watermark);
      break;
    } catch (error) {
      const failure = fromFailure(error);
      const next = failure && nextAccess(access.way, found.facts, failure);
      if (!next) throw lastWord(access, failure) ?? error;
      log.info('Another way of reading the source is tried', { after: access.way, next: next.way, why: next.why });
      access = next;
      if (record.plan) await discardRenditions(record.plan);
    }
  }
  if (indexed) await metadata.discard({ videoId: job.videoId, source: null, folders: ['work'] });
}

/** Has the watermark prepared, before anything is encoded that it could not be laid over. */
async function mark({ videoId, spec }: VideoJob): Promise<Watermark | null> {
  const { image, ...settings } = spec.watermark;
  return image === undefined ? null : { ...settings, image: await metadata.prepareWatermark({ videoId, image }) };
}

/** What even a pass from start to end does not give is the source's own fault. */
function lastWord({ way }: SourceAccess, failure: FanoutError | null): FanoutError | null {
  if (way !== 'one-pass' || failure?.code !== 'CHUNK_OFF_PLAN') return null;
  return new FanoutError('SOURCE_UNREADABLE', failure.message, failure.details);
}

async function produce(
  job: VideoJob,
  record: JobRecord,
  notifier: Notifier,
  found: ExtractedMetadata,
  access: SourceAccess,
  watermark: Watermark | null,
): Promise<void> {
  const { videoId, spec } = job;
  const { interlaced, encoderVersion } = found;
  const { source, facts } = access.way === 'index' ? await copying.indexSource({ videoId, ...found }) : found;
  const track = sourceTrack({ facts, access, interlaced });
  const measured =
    access.way === 'one-pass' ? await transcode.measureSource({ source, track, rate: planRate(facts) }) : null;
  const input = { videoId, source, facts, spec, encoderVersion, access, interlaced, measured, watermark };
  const start = planVideo(input);
  const chosen = spec.quality === 'crf' ? null : await chooseQuality(start, spec.quality, record);
  const plan = chosen ? planVideo({ ...input, crfs: chosen.crfs }) : start;
  record.planned(found, access, plan, chosen);
  const publisher = new Publisher(
    plan,
    spec.outputs,
    metadata.publish,
    () => record.readyChunks(),
    (result) => {
      record.renditions = result.renditions;
      record.firstPlayableMs ??= sinceStart();
      notifier.tell('job.playable', () => record.status());
    },
  );
  await together(async (join) => {
    join(() => encode(plan, record, publisher, notifier));
    for (const part of captionParts(job, plan, found, record, publisher)) join(part);
  });
  await publisher.finish();
  await together(async (join) => {
    join(() => makeFiles(plan, spec, record));
    measureLanes(plan, spec, record, join);
  });
  record.verification = await metadata.verify(madeOf(plan));
  if (!record.verification.ok) {
    throw new FanoutError('VERIFICATION_FAILED', 'The output is not what was planned.', record.verification.problems);
  }
}

/** What came of a plan. */
function madeOf(plan: VideoPlan): VerifyInput {
  const { videoId, grid, chunks, audio } = plan;
  return { videoId, grid, chunks, video: videoRenditions(plan), audio };
}

/** Nothing of a plan that was given up may be taken for a part of the next. */
async function discardRenditions(plan: VideoPlan): Promise<void> {
  const folders = [...videoRenditions(plan), ...plan.audio].map((rendition) => rendition.hash);
  await metadata.discard({ videoId: plan.videoId, source: null, folders });
}

/** Encodes everything and publishes what is finished. One failure cancels the rest: their work would be thrown away. */
async function encode(plan: VideoPlan, record: JobRecord, publisher: Publisher, notifier: Notifier): Promise<void> {
  const { videoId, source, track, grid, chunks, encoderVersion } = plan;
  const last = chunks.at(-1);
  let endFrame = grid.frames;
  const tasks = chunks.flatMap((chunk) => plan.lanes.map((lane) => ({ chunk, lane })));
  await together(async (join) => {
    for (const rendition of plan.audio) {
      const input = { videoId, source, track, grid, rendition, chunks, openEnd: plan.openEnd, encoderVersion };
      join(async () => record.sounded(rendition, await transcode.encodeAudio(input)));
    }
    join(() =>
      slidingWindow(tasks, WINDOW, async ({ chunk, lane }) => {
        const done = await encodeChunk(plan, lane, chunk);
        record.encoded(done, { lane: lane.name, chunk });
        notifier.tell('job.progress', () => record.status());
        if (chunk === last) endFrame = done.endFrame;
      }),
    );
    join(() => publisher.follow());
  });
  if (plan.openEnd && last) await endSounds(plan, last, endFrame);
}

/** The sound was encoded beside the picture, and a little longer than planned. */
async function endSounds({ videoId, grid, audio }: VideoPlan, chunk: Chunk, endFrame: number): Promise<void> {
  await together(async (join) => {
    for (const rendition of audio) join(() => metadata.endSound({ videoId, grid, rendition, chunk, endFrame }));
  });
}

function encodeChunk(plan: VideoPlan, lane: Lane, chunk: Chunk) {
  const { videoId, source, track, grid, encoderVersion } = plan;
  return transcode.encodeChunk({
    videoId,
    source,
    track,
    grid,
    lane: lane.name,
    renditions: lane.renditions,
    chunk,
    openEnd: plan.openEnd && chunk.index === plan.chunks.length - 1,
    encoderVersion,
  });
}

function sinceStart(): number {
  return Date.now() - workflowInfo().startTime.getTime();
}
