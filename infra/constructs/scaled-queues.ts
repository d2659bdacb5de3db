import { QUEUES } from '../../services/core/index.ts';
import type { Config } from '../config/schema.ts';

/** What one worker of workflows is counted on for: a workflow takes it for milliseconds. */
const WORKFLOW_SLOTS = 40;

/** A queue whose service is scaled, and by what numbers. */
export interface ScaledQueue {
  readonly key: keyof typeof QUEUES;
  readonly queue: string;
  /** In the environment of the scaler: `FANOUT_SCALE_<variable>_MIN` and so on. */
  readonly variable: string;
  /** Name of the ECS service. */
  readonly service: string;
  readonly min: number;
  readonly max: number;
  /** Pieces of work that one task does at once. */
  readonly slots: number;
}

/** All queues that a deployment scales; `transcode-cpu-queue` only where others have cards. */
export function scaledQueues({ name, workflow, metadata, transcode }: Config): ScaledQueue[] {
  const of = (
    key: keyof typeof QUEUES,
    variable: string,
    part: string,
    tasks: { min: number; max: number },
    slots: number,
  ) => ({
    key,
    queue: QUEUES[key],
    variable,
    service: `${name}-${part}`,
    ...tasks,
    slots,
  });
  return [
    of('workflow', 'WORKFLOW', 'workflow', workflow.tasks, WORKFLOW_SLOTS),
    of('metadata', 'METADATA', 'metadata', metadata.tasks, metadata.slots),
    of('transcode', 'TRANSCODE', 'transcode', transcode.tasks, transcode.slots),
    ...(transcode.kind === 'gpu'
      ? [of('transcodeCpu', 'TRANSCODE_CPU', 'transcode-cpu', transcode.cpuFallback.tasks, transcode.cpuFallback.slots)]
      : []),
  ];
}

/** @throws Error for a queue that the deployment does not scale */
export function scaledQueue(config: Config, key: ScaledQueue['key']): ScaledQueue {
  const found = scaledQueues(config).find((queue) => queue.key === key);
  if (!found) throw new Error(`${key} is not scaled in this configuration`);
  return found;
}
