import { CancellationScope, ParentClosePolicy, startChild } from '@temporalio/workflow';
import {
  DISCARD_WORKFLOW_TYPE,
  type DiscardLaterInput,
  discardWorkflowId,
  frameSeconds,
  type MadeVideo,
  type MetadataActivities,
  narrowPlan,
  type Revision,
  revisedMade,
  revisedSettings,
  revisedSpec,
  type VideoJob,
  type VideoPlan,
  videoRenditions,
} from '../core/index.ts';
import { activities } from './activities.ts';
import { METADATA_OPTIONS } from './activity-options.ts';
import { encode } from './encode.ts';
import { makeFiles } from './enhance.ts';
import type { JobRecord } from './job-record.ts';
import { planJob, prepare } from './prepare.ts';
import { discardIndex, type HandOver, verify } from './produce.ts';
import { measureLanes } from './quality.ts';
import type { Steps } from './steps.ts';
import { together } from './together.ts';

const metadata = activities<MetadataActivities>(METADATA_OPTIONS);

/** Whoever began to watch before a rendition was replaced loads its old segments for as long as this, and an hour. */
const VIEWS = 2;
const HOUR_MS = 3_600_000;

/**
 * Adds renditions to a complete video, or encodes some anew. Only those are encoded; playlists are written once, when they
 * and the whole are verified.
 */
export async function reviseVideo(
  job: VideoJob,
  revision: Revision,
  steps: Steps,
  record: JobRecord,
  handOver: HandOver,
): Promise<MadeVideo> {
  const changed = { ...job, spec: revisedSpec(job.spec, revision) };
  const found = await prepare(changed, steps.source);
  steps.reading.access ??= revision.before.source?.access ?? found.access;
  const { takes, crfs } = revisedSettings(revision);
  const plan = await planJob(changed, steps, found, steps.reading.access, record, {
    takes,
    // What is encoded anew has its rate factor already; what is added may have to look for one.
    ...(revision.what === 'redo' ? { crfs } : {}),
    narrow: (fresh) => narrowPlan(fresh, revision),
  });
  if (!(await encode(plan, steps.reading, record, []))) return handOver();
  const made = revisedMade(plan, revision.made);
  await verify(made, record);
  await together(async (join) => {
    join(() => makeFiles({ ...plan, audio: made.audio }, { ...job.spec, poster: false, storyboard: false }, record));
    measureLanes(plan, job.spec, record, join);
  });
  await CancellationScope.nonCancellable(() => publish(job, made, record));
  await discardIndex(job, steps);
  await discardReplaced(job, plan, revision);
  return made;
}

/** A cancel comes too late here: players that load one playlist anew must find the others that go with it. */
async function publish({ spec }: VideoJob, made: MadeVideo, record: JobRecord): Promise<void> {
  const { videoId, grid, chunks, video, audio, text } = made;
  const input = { videoId, grid, video, audio, text, readyChunks: chunks.length, final: true, outputs: spec.outputs };
  record.published(await metadata.publish(input));
}

/** Has what was replaced removed when nobody can be watching it any more. */
async function discardReplaced({ videoId, spec }: VideoJob, plan: VideoPlan, { made }: Revision): Promise<void> {
  const fresh = videoRenditions(plan);
  const replaced = made.video.filter(({ name }) => fresh.some((rendition) => rendition.name === name));
  if (replaced.length === 0) return;
  const hashes = replaced.map(({ hash }) => hash);
  const later: DiscardLaterInput = {
    afterMs: HOUR_MS + VIEWS * 1000 * frameSeconds(made.grid, made.grid.frames),
    discard: { videoId, source: null, folders: hashes, twins: { tenant: spec.tenant, hashes } },
  };
  await startChild(DISCARD_WORKFLOW_TYPE, {
    workflowId: discardWorkflowId(videoId, hashes[0] ?? ''),
    args: [later],
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
}
