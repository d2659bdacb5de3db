import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  ADMISSIONS_QUERY,
  ADMITTED_SIGNAL,
  type AdmissionRequest,
  type Admissions,
  admit,
  RELEASE_SIGNAL,
  REQUEST_SIGNAL,
  release,
  request,
  type VideoId,
  workflowId,
} from '../core/index.ts';

export const requestSignal = defineSignal<[AdmissionRequest]>(REQUEST_SIGNAL);
export const releaseSignal = defineSignal<[VideoId]>(RELEASE_SIGNAL);
export const admissionsQuery = defineQuery<Admissions>(ADMISSIONS_QUERY);

/** While somebody waits, it is looked this often whether those that have a place are still there. */
const LOOK_MS = 60_000;

/**
 * Sees to it that no more jobs of a tenant run at once than may. Lives while one of them runs or waits.
 *
 * A job that is ended from outside cannot give up its place, so those that have one are told of it again now and then: who
 * cannot be told is gone.
 */
export async function TenantWorkflow(before: Admissions, lookMs = LOOK_MS): Promise<void> {
  let admissions = before;
  let again: VideoId[] = [];
  let changed = false;
  setHandler(requestSignal, (asked) => {
    admissions = request(admissions, asked);
    // Whoever asks again does not know that it has a place: it was ended, and started anew.
    if (admissions.running.includes(asked.videoId)) again.push(asked.videoId);
    changed = true;
  });
  setHandler(releaseSignal, (videoId) => {
    admissions = release(admissions, [videoId]);
    changed = true;
  });
  setHandler(admissionsQuery, () => admissions);

  while (admissions.running.length + admissions.waiting.length > 0) {
    changed = false;
    const next = admit(admissions);
    admissions = next.admissions;
    const due = [...again, ...next.admitted];
    again = [];
    if (await someAreGone(due)) continue;
    if (changed) continue;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof TenantWorkflow>(admissions, lookMs);
    if (admissions.waiting.length === 0) await condition(() => changed);
    else if (!(await condition(() => changed, lookMs))) await someAreGone(admissions.running);
  }

  /** Tells jobs that they have a place, and takes it from those that are not there any more. */
  async function someAreGone(jobs: readonly VideoId[]): Promise<boolean> {
    const told = await Promise.all(jobs.map(async (videoId) => ({ videoId, there: await tellAdmitted(videoId) })));
    const gone = told.filter(({ there }) => !there).map(({ videoId }) => videoId);
    admissions = release(admissions, gone);
    return gone.length > 0;
  }
}

/** @returns whether the job is there */
async function tellAdmitted(videoId: VideoId): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(workflowId(videoId)).signal(ADMITTED_SIGNAL);
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    // The one reason that is left: there is no such workflow that runs.
    return false;
  }
}
