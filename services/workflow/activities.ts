import { type ActivityInterfaceFor, type ActivityOptions, proxyActivities } from '@temporalio/workflow';

/** Of the job in whose sandbox this module lives; `null`: activities have the priority that the workflow was started with. */
let priorityKey: number | null = null;

/** Changes the priority of all activities that are scheduled from now on. @param key 1 (first) to 5 */
export function prioritizeActivities(key: number): void {
  priorityKey = key;
}

/** Activities with these options, and whatever priority the job has when one is called. */
export function activities<A extends object>(options: ActivityOptions): ActivityInterfaceFor<A> {
  return new Proxy({} as ActivityInterfaceFor<A>, {
    get(_target, name) {
      const current = priorityKey === null ? options : { ...options, priority: { ...options.priority, priorityKey } };
      return proxyActivities<A>(current)[name as keyof ActivityInterfaceFor<A>];
    },
  });
}
