import { CATALOGUE, isErrorCode, type JobState } from '../../core/index.ts';
import type { AttemptFailure, PendingActivity, PendingJob, TimeLimit } from '../../temporal/index.ts';
import type { StackKind } from '../find-stack/index.ts';
import type { Finding } from './finding.ts';
import { workerLogs } from './remedies.ts';

/** A job that has not ended. */
export interface JobFacts extends PendingJob {
  /** What it says itself, where it was asked and answered. */
  readonly state: JobState | null;
}

/** One more attempt may be bad luck. */
const MANY_ATTEMPTS = 3;
const LONGEST_MESSAGE = 200;
/** A worker that left in order gave it back: nothing is wrong. */
const GIVEN_BACK = 'WORKER_SHUTDOWN';

/** What a job's activities and decisions have come to grief on; `null` when nothing has. */
export function judgeJob({ videoId, activities, decisionAttempts }: JobFacts, stack: StackKind): Finding | null {
  const check = `job ${videoId}`;
  if (decisionAttempts >= MANY_ATTEMPTS)
    return {
      check,
      ok: false,
      found: `what follows was to be decided ${decisionAttempts} times, and each time it failed`,
      cause: 'The workflow workers are of a version that does not know this job, or end under it.',
      todo: `See ${workerLogs(stack)}; run the version that the job was started with, or cancel the job and submit it again.`,
    };
  const failed = activities.filter(isTriedAgain).sort((a, b) => b.attempt - a.attempt);
  const worst = failed.find(({ running }) => !running) ?? failed[0];
  if (!worst?.lastFailure) return null;
  const others = failed.length > 1 ? ` (and ${failed.length - 1} more of its activities)` : '';
  const now = worst.running ? 'is under way' : 'is to follow';
  const found = `${worst.name}${others}: attempt ${worst.attempt} ${now}; the last ended with ${describe(worst.lastFailure)}`;
  const { cause, todo } = advice(worst.lastFailure, stack);
  // What is being done again is on its way, unless it has been for long.
  if (worst.running && worst.attempt < MANY_ATTEMPTS) return { check, ok: true, found: `${found}. ${cause}` };
  return { check, ok: false, found, cause, todo };
}

/** How many jobs there are (the newest and the oldest `limit` of them), and which of them only wait because somebody wants them to. */
export function countJobs(jobs: readonly JobFacts[], limit: number): Finding {
  const check = 'jobs';
  if (jobs.length === 0) return { check, ok: true, found: 'none runs' };
  const many =
    jobs.length === 2 * limit ? `the newest and oldest ${limit} that have not ended` : `${jobs.length} not ended`;
  const paused = jobs.filter(({ state }) => state === 'paused').map(({ videoId }) => videoId);
  const waiting = jobs.filter(({ state }) => state === 'queued');
  const tenants = [...new Set(waiting.map(({ tenant }) => tenant ?? 'default'))];
  const parts = [
    many,
    ...(paused.length > 0 ? [`paused, until "fanout resume": ${paused.join(', ')}`] : []),
    ...(waiting.length > 0
      ? [
          `waiting until others of their tenant (${tenants.join(', ')}) are done: ${waiting.map((j) => j.videoId).join(', ')}`,
        ]
      : []),
  ];
  return { check, ok: true, found: parts.join('; ') };
}

function isTriedAgain({ attempt, lastFailure }: PendingActivity): boolean {
  if (attempt < 2 || lastFailure === null) return false;
  return lastFailure.kind === 'timeout' || lastFailure.code !== GIVEN_BACK;
}

function describe(failure: AttemptFailure): string {
  if (failure.kind === 'timeout') return `a ${failure.limit} time-out`;
  const { code, message } = failure;
  return `${code}: ${message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message}`;
}

function advice(failure: AttemptFailure, stack: StackKind): { readonly cause: string; readonly todo: string } {
  if (failure.kind === 'timeout')
    return { cause: TIMEOUT_CAUSES[failure.limit], todo: `${TIMEOUT_TODO[stack]} It is tried again by itself.` };
  if (!isErrorCode(failure.code))
    return { cause: 'Nobody has thought of this one.', todo: `See ${workerLogs(stack)}.` };
  const { hint, ofWorker } = CATALOGUE[failure.code];
  const cause = ofWorker
    ? 'The worker that had it is not fit for it; another may be, and this one once it is mended.'
    : 'It is tried again by itself, after a pause.';
  return { cause, todo: hint };
}

const TIMEOUT_CAUSES: Readonly<Record<TimeLimit, string>> = {
  heartbeat:
    'Its worker was not heard of for ten seconds: it was killed, often for want of memory, or its machine slept or is overloaded, or lost the network.',
  'start-to-close':
    'It took longer than it may: the machine slept or is overloaded, or S3 or the server of the source is very slow.',
  'schedule-to-start': 'No worker took it in time.',
  'schedule-to-close': 'It was not done in time, all attempts together.',
};

const TIMEOUT_TODO: Readonly<Record<StackKind, string>> = {
  environment:
    'See how the worker ended (exit code 137 and "dmesg | grep -i oom": for want of memory); give it more memory, or lower FANOUT_TRANSCODE_SLOTS.',
  up: 'See logs/supervisor.log for how the worker ended (SIGKILL and "dmesg | grep -i oom": for want of memory); free memory, or lower FANOUT_TRANSCODE_SLOTS.',
  compose:
    'See "docker compose ps -a" (exit code 137: for want of memory); give Docker more memory, or lower FANOUT_TRANSCODE_SLOTS.',
};
