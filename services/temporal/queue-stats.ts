import type { Client } from '@temporalio/client';
import type { QueueType } from '../core/index.ts';

/** What waits in a task queue, as the server counts it; it counts anew every five seconds. */
export interface QueueStats {
  /** Tasks that no worker has taken. Running ones, and those that wait to be tried again, are not among them. */
  readonly backlog: number;
  /** Since the oldest of these was put there, in seconds; 0 where nothing waits. */
  readonly ageSeconds: number;
  /** Tasks a second that came, over the last half minute. */
  readonly addRate: number;
  /** Tasks a second that workers took, over the last half minute. */
  readonly dispatchRate: number;
}

/**
 * Asks what waits in a queue. Works without any worker, and keeps the queue counted: one that nobody polls or asks about for
 * five minutes is forgotten until somebody does.
 * @throws Error where the server says nothing of it, which is not that nothing waits
 */
export async function queueStats(client: Client, queue: string, type: QueueType): Promise<QueueStats> {
  const { stats } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: queue },
    taskQueueType: TASK_QUEUE_TYPES[type],
    reportStats: true,
  });
  if (!stats) throw new Error(`The server does not say what waits in ${queue}.`);
  const age = stats.approximateBacklogAge;
  return {
    backlog: Number(stats.approximateBacklogCount ?? 0),
    ageSeconds: Number(age?.seconds ?? 0) + (age?.nanos ?? 0) / 1e9,
    addRate: stats.tasksAddRate ?? 0,
    dispatchRate: stats.tasksDispatchRate ?? 0,
  };
}

/** How many workers have asked a queue for work in the last minute. */
export async function queuePollers(client: Client, queue: string, type: QueueType): Promise<number> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: queue },
    taskQueueType: TASK_QUEUE_TYPES[type],
  });
  const minuteAgo = Date.now() / 1000 - 60;
  return (pollers ?? []).filter((poller) => Number(poller.lastAccessTime?.seconds ?? 0) > minuteAgo).length;
}

/** As the server numbers them. */
const TASK_QUEUE_TYPES: Readonly<Record<QueueType, number>> = { workflow: 1, activity: 2 };
