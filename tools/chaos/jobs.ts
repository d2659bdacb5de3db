import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareJob } from '../../services/cli/source.ts';
import type { JobState, JobStatus, VideoJob } from '../../services/core/index.ts';
import { specFromPairs } from '../../services/core/spec/index.ts';
import { cancelJob, readJob, startJob } from '../../services/temporal/index.ts';
import { type Clip, markedCopy } from './clips.ts';
import type { PlannedJob } from './job-mix.ts';
import type { ChaosStack } from './stack.ts';

/** A job that was submitted. */
export interface SubmittedJob {
  readonly planned: PlannedJob;
  readonly clip: Clip;
  readonly job: VideoJob;
  /** Uploads that S3's end interrupted; each was begun anew, for another video. */
  readonly interruptedUploads: number;
  /** As it was last seen. */
  status: JobStatus | null;
}

/** The servers may be away just now: what asks them does so again, for this long. */
const PATIENCE_MS = 90_000;
const AGAIN_AFTER_MS = 500;
const LOOK_EVERY_MS = 1_500;
const CANCEL_AFTER_CHUNKS = 2;

/** Uploads a clip and starts its job, also while a server is away. */
export async function submit(stack: ChaosStack, planned: PlannedJob, clip: Clip): Promise<SubmittedJob> {
  const { path, bytes } = await markedCopy(clip, planned.mark, join(stack.dir, 'clips', `${planned.name}.mp4`));
  const settings = [...clip.settings, `tenant=${planned.tenant}`, `priority=${planned.priority}`];
  const named = { kind: 'file', path, name: `${planned.name}.mp4`, bytes } as const;
  let uploads = 0;
  const job = await persistently(stack, () => {
    uploads++;
    return prepareJob(stack.store, named, specFromPairs(settings));
  });
  await persistently(stack, () => startJob(stack.client, job));
  return { planned, clip, job, status: null, interruptedUploads: uploads - 1 };
}

export function isOver(state: JobState | undefined): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/** Follows a job to its end, or until a time has come. One that is to be cancelled is, once some of it is done. */
export async function follow(stack: ChaosStack, submitted: SubmittedJob, until: () => number): Promise<void> {
  const { planned, job } = submitted;
  for (let asked = false; Date.now() < until(); await sleep(LOOK_EVERY_MS, undefined, { signal: stack.signal })) {
    // Servers go and come; the last look counts.
    submitted.status = await readJob(stack.client, job.videoId).catch(() => submitted.status);
    if (isOver(submitted.status?.state)) return;
    if (planned.expected !== 'cancelled' || asked) continue;
    asked = (submitted.status?.progress.chunksDone ?? 0) >= CANCEL_AFTER_CHUNKS;
    if (asked) await persistently(stack, () => cancelJob(stack.client, job.videoId));
  }
}

/** Does it again until it works. @throws what it threw last when that takes too long */
async function persistently<T>(stack: ChaosStack, act: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(AGAIN_AFTER_MS, undefined, { signal: stack.signal })) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}
