import { log } from '@temporalio/workflow';
import {
  type ExtractedMetadata,
  FanoutError,
  type MadeVideo,
  type MetadataActivities,
  nextAccess,
  type SourceAccess,
  type VideoJob,
  type VideoPlan,
  videoRenditions,
} from '../core/index.ts';
import { fromFailure } from '../temporal/failures/index.ts';
import { activities } from './activities.ts';
import { METADATA_OPTIONS } from './activity-options.ts';
import { captionParts, textOf } from './captions.ts';
import { encode } from './encode.ts';
import { makeFiles } from './enhance.ts';
import type { JobRecord } from './job-record.ts';
import { planJob, prepare } from './prepare.ts';
import { Publisher } from './publisher.ts';
import { measureLanes } from './quality.ts';
import type { Steps } from './steps.ts';
import { together } from './together.ts';

const metadata = activities<MetadataActivities>(METADATA_OPTIONS);

/** Ends the run, so that the next one goes on with a short history. */
export type HandOver = () => Promise<never>;

/**
 * Makes the video, reading its source the way its headers suggest, and another way when the output shows that it cannot be
 * trusted.
 */
export async function makeVideo(
  job: VideoJob,
  steps: Steps,
  record: JobRecord,
  handOver: HandOver,
): Promise<MadeVideo> {
  const found = await prepare(job, steps.source);
  for (;;) {
    steps.reading.access ??= found.access;
    const { access } = steps.reading;
    try {
      const made = await produce(job, steps, found, access, record, handOver);
      await discardIndex(job, steps);
      return made;
    } catch (error) {
      const failure = fromFailure(error);
      const next = failure && nextAccess(access.way, found.facts, failure);
      if (!next) throw lastWord(access, failure) ?? error;
      log.info('Another way of reading the source is tried', { after: access.way, next: next.way, why: next.why });
      if (record.plan) await discardRenditions(job, record.plan);
      record.startOver();
      steps.reading = { access: next };
    }
  }
}

/** What even a pass from start to end does not give is the source's own fault. */
function lastWord({ way }: SourceAccess, failure: FanoutError | null): FanoutError | null {
  if (way !== 'one-pass' || failure?.code !== 'CHUNK_OFF_PLAN') return null;
  return new FanoutError('SOURCE_UNREADABLE', failure.message, failure.details);
}

async function produce(
  job: VideoJob,
  steps: Steps,
  found: ExtractedMetadata,
  access: SourceAccess,
  record: JobRecord,
  handOver: HandOver,
): Promise<MadeVideo> {
  const { spec } = job;
  const plan = await planJob(job, steps, found, access, record);
  const publisher = new Publisher(
    plan,
    spec.outputs,
    metadata.publish,
    () => record.readyChunks(),
    (result) => record.published(result),
  );
  const captions = captionParts(job, plan, steps.reading, found, record, publisher);
  const follow = (stopped: () => boolean) => publisher.follow(stopped);
  if (!(await encode(plan, steps.reading, record, [...captions, follow]))) return handOver();
  await publisher.finish();
  await together(async (join) => {
    join(() => makeFiles(plan, spec, record));
    measureLanes(plan, spec, record, join);
  });
  const { videoId, grid, chunks, audio } = plan;
  const made = { videoId, grid, chunks, video: videoRenditions(plan), audio, text: textOf(steps.reading) };
  await verify(made, record);
  return made;
}

/** @throws FanoutError VERIFICATION_FAILED */
export async function verify({ text: _, ...made }: MadeVideo, record: JobRecord): Promise<void> {
  record.verification = await metadata.verify(made);
  if (record.verification.ok) return;
  throw new FanoutError('VERIFICATION_FAILED', 'The output is not what was planned.', record.verification.problems);
}

/** Nobody reads a copy of the source any more. */
export async function discardIndex({ videoId }: VideoJob, { source }: Steps): Promise<void> {
  if (!source.indexed) return;
  await metadata.discard({ videoId, source: null, folders: ['work'] });
}

/** Nothing of a plan that was given up may be taken for a part of the next. */
async function discardRenditions({ videoId, spec }: VideoJob, plan: VideoPlan): Promise<void> {
  const hashes = [...videoRenditions(plan), ...plan.audio].map(({ hash }) => hash);
  await metadata.discard({ videoId, source: null, folders: hashes, twins: { tenant: spec.tenant, hashes } });
}
