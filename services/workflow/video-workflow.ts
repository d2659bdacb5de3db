import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  ContinueAsNew,
  continueAsNew,
  defineQuery,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  asFanoutError,
  FanoutError,
  type JobAnswer,
  type JobStatus,
  LOOK_QUERY,
  type MetadataActivities,
  PLAN_QUERY,
  revisedStatus,
  STATUS_QUERY,
  type VideoJob,
  type VideoPlan,
} from '../core/index.ts';
import { fromFailure } from '../temporal/failures/index.ts';
import { activities } from './activities.ts';
import { METADATA_OPTIONS } from './activity-options.ts';
import { Admission } from './admission.ts';
import { cleanUp } from './clean-up.ts';
import { Control, type ControlState } from './control.ts';
import { orWithoutCards } from './fall-back.ts';
import { JobRecord, type RecordState } from './job-record.ts';
import { Notifier, type ToldEvents } from './notifier.ts';
import { makeVideo } from './produce.ts';
import { reviseVideo } from './revise.ts';
import type { Steps } from './steps.ts';

const metadata = activities<MetadataActivities>(METADATA_OPTIONS);

export const statusQuery = defineQuery<JobStatus>(STATUS_QUERY);
export const planQuery = defineQuery<VideoPlan | null>(PLAN_QUERY);
export const lookQuery = defineQuery<JobAnswer>(LOOK_QUERY);

/** What one run of the workflow hands on to the next, when its history has become long. */
export interface Carried {
  /** When the first run started, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly steps: Steps;
  readonly record: RecordState;
  readonly control: ControlState;
  readonly told: ToldEvents;
  /** Whether it has a place among the jobs of its tenant that run. */
  readonly admitted?: boolean;
}

/**
 * Turns one source into streams: probe, plan, encode all chunks side by side, publish what is finished, verify. Decides
 * everything and touches no byte. With a revision in the job, changes a video that is complete.
 */
export async function VideoWorkflow(job: VideoJob, carried?: Carried): Promise<JobStatus> {
  const startedAt = carried?.startedAt ?? workflowInfo().startTime.getTime();
  const steps: Steps = carried?.steps ?? { source: {}, reading: {} };
  const record = new JobRecord(job, startedAt, carried?.record);
  const control = new Control(carried?.control);
  const admission = new Admission(job, () => control.state.priority ?? job.spec.priority, carried?.admitted);
  control.onPriority = () => admission.prioritized();
  const notifier = new Notifier(job, carried?.told);
  const { revision } = job;
  const status = () => {
    const now = record.status();
    const shown: JobStatus =
      control.paused && (now.state === 'running' || now.state === 'queued') ? { ...now, state: 'paused' } : now;
    return revision ? revisedStatus(revision, shown) : shown;
  };
  setHandler(statusQuery, status);
  setHandler(planQuery, () => record.plan);
  setHandler(lookQuery, () => ({ status: status(), plan: record.gridPlan, facts: record.chunks.facts }));
  record.onProgress = () => notifier.tell('job.progress', status);
  // What is changed could be played all the time.
  if (!revision) record.onPlayable = () => notifier.tell('job.playable', status);
  const handOver = async () => {
    await notifier.settled();
    const now = { record: record.snapshot, control: control.state, told: notifier.told };
    return continueAsNew<typeof VideoWorkflow>(job, { startedAt, steps, ...now, admitted: admission.admitted });
  };
  try {
    const make = () =>
      revision ? reviseVideo(job, revision, steps, record, handOver) : makeVideo(job, steps, record, handOver);
    const made = await control.pausable(() => {
      record.state = 'queued';
      return admission.hold(() => {
        record.state = 'running';
        notifier.tell('job.started', status);
        return orWithoutCards(job, steps, record, make);
      });
    });
    record.state = 'completed';
    record.totalMs = record.sinceStart();
    await metadata.writeResult({ status: status(), job, made });
    await notifier.tell('job.completed', status);
    return status();
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    // Work that is cancelled on a worker that is about to stop ends with an error of that worker's.
    const cancelled = isCancellation(error) || CancellationScope.current().consideredCancelled;
    const cause = cancelled
      ? new FanoutError('CANCELLED', 'The job was cancelled.')
      : (fromFailure(error) ?? asFanoutError(error));
    await CancellationScope.nonCancellable(() => cleanUp(job, cause, record.plan));
    // Not before: whoever sees a job cancelled may rely on it that its objects are gone.
    record.state = cancelled ? 'cancelled' : 'failed';
    record.totalMs = record.sinceStart();
    record.error = cause.toReport();
    // The video is what it was: only the change came to nothing.
    if (revision) {
      await notifier.tell('job.completed', status);
      return status();
    }
    await notifier.tell(cancelled ? 'job.cancelled' : 'job.failed', status);
    if (cancelled) throw isCancellation(error) ? error : new CancelledFailure(cause.message);
    throw ApplicationFailure.create({
      message: cause.message,
      type: cause.code,
      nonRetryable: true,
      details: [cause.details, status()],
    });
  }
}
