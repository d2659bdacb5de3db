import type { Client } from '@temporalio/client';
import { QUEUES, WORKER_KINDS, type WorkerKind } from '../../core/index.ts';
import { type PendingJob, pendingJobs, queuePollers, queueStats, readJob } from '../../temporal/index.ts';
import type { Stack } from '../find-stack/index.ts';
import type { Finding } from './finding.ts';
import { countJobs, type JobFacts, judgeJob } from './judge-job.ts';
import { judgeQueue, type QueueFacts } from './judge-queue.ts';
import { type AskedWorker, illnessAt } from './workers.ts';

/** Jobs that are looked at: so many of the newest, and of the oldest. */
const JOBS = 20;

/** What waits in the queues, and what the running jobs wait for. */
export async function checkWork(client: Client, stack: Stack, workers: readonly AskedWorker[]): Promise<Finding[]> {
  const pending = await pendingJobs(client, JOBS);
  const kinds = [
    ...WORKER_KINDS.map((kind) => [QUEUES[kind], kind] as const),
    [QUEUES.transcodeCpu, 'transcode'] as const,
  ];
  const queues = await Promise.all(
    kinds.map(async ([queue, kind]): Promise<QueueFacts> => {
      const taken = pending.flatMap(({ activities }) => activities).filter((a) => a.running && a.queue === queue);
      return { ...(await askQueue(client, queue, kind)), inHand: taken.length, illness: illnessAt(queue, workers) };
    }),
  );
  const answers = queues.some(({ kind, pollers }) => kind === 'workflow' && pollers > 0);
  const jobs = await Promise.all(
    pending.map(async (job): Promise<JobFacts> => ({ ...job, state: answers ? await stateOf(client, job) : null })),
  );
  return [
    ...queues.map((facts) => judgeQueue(facts, stack.kind)),
    countJobs(jobs, JOBS),
    ...jobs.map((job) => judgeJob(job, stack.kind)),
  ].filter((finding) => finding !== null);
}

async function askQueue(client: Client, queue: string, kind: WorkerKind) {
  const type = kind === 'workflow' ? 'workflow' : 'activity';
  const [pollers, stats] = await Promise.all([queuePollers(client, queue, type), queueStats(client, queue, type)]);
  const { backlog, ageSeconds, dispatchRate } = stats;
  return { queue, kind, pollers, backlog, ageSeconds, dispatchRate };
}

/** Only those are asked that wait for nothing else: they may be paused, or wait for a place. */
async function stateOf(client: Client, { videoId, activities }: PendingJob) {
  if (activities.length > 0) return null;
  const { state, tenant } = await readJob(client, videoId);
  // Without an answer, it is only said to wait.
  return tenant === undefined ? null : state;
}
