import { type ActivityInterfaceFor, type ActivityOptions, proxyActivities, workflowInfo } from '@temporalio/workflow';
import { PRIORITIES, QUEUES } from '../core/index.ts';

/** Of the job in whose sandbox this module lives; `null`: activities have the priority that the workflow was started with. */
let priorityKey: number | null = null;

/** Likewise; `null`: what encodes goes to `transcode-queue`. */
let encodingQueue: string | null = null;

/** Sends all that encodes, from now on, to another queue whose workers do the same. */
export function encodeOn(queue: string): void {
  encodingQueue = queue;
}

/** Changes the priority of all activities that are scheduled from now on. @param key 1 (first) to 5 */
export function prioritizeActivities(key: number): void {
  priorityKey = key;
}

/** One step ahead of the job's own work, so that it waits for none of it, nor for that of more urgent jobs. */
export function priorityAhead(): number {
  const own = priorityKey ?? workflowInfo().priority?.priorityKey ?? PRIORITIES.normal;
  return Math.max(PRIORITIES.first, own - 1);
}

/** Activities with these options, and whatever priority the job has when one is called. */
export function activities<A extends object>(options: ActivityOptions): ActivityInterfaceFor<A> {
  return new Proxy({} as ActivityInterfaceFor<A>, {
    get(_target, name) {
      const at =
        encodingQueue !== null && options.taskQueue === QUEUES.transcode
          ? { ...options, taskQueue: encodingQueue }
          : options;
      const current = priorityKey === null ? at : { ...at, priority: { ...at.priority, priorityKey } };
      return proxyActivities<A>(current)[name as keyof ActivityInterfaceFor<A>];
    },
  });
}
