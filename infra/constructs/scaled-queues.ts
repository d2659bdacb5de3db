import { QUEUES } from '../../services/core/index.ts';
import type { Config } from '../config/schema.ts';

/** What one worker of workflows is counted on for: a workflow takes it for milliseconds. */
export const WORKFLOW_SLOTS = 40;

/** A queue whose service is scaled, and by what numbers. */
export interface ScaledQueue {
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
  const of = (queue: string, variable: string, part: string, tasks: { min: number; max: number }, slots: number) => ({
    queue,
    variable,
    service: `${name}-${part}`,
    ...tasks,
    slots,
  });
  return [
    of(QUEUES.workflow, 'WORKFLOW', 'workflow', workflow.tasks, WORKFLOW_SLOTS),
    of(QUEUES.metadata, 'METADATA', 'metadata', metadata.tasks, metadata.slots),
    of(QUEUES.transcode, 'TRANSCODE', 'transcode', transcode.tasks, transcode.slots),
    ...(transcode.kind === 'gpu'
      ? [of(QUEUES.transcodeCpu, 'TRANSCODE_CPU', 'transcode-cpu', transcode.cpuFallback.tasks, transcode.cpuFallback.slots)]
      : []),
  ];
}
