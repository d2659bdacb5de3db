import type { IdleTasks } from '../../services/core/cost/index.ts';
import type { Config } from '../config/schema.ts';

/** Of the scaler: the smallest that Fargate has. */
const SCALER = { cpu: 256, memory: 512 } as const;
/** Scratch space that comes with a Fargate task. */
const TASK_GIB = 20;

interface Size {
  readonly cpu: number;
  readonly memory: number;
  readonly scratchGib?: number;
}

/** Fargate tasks that are always there, each by the part of the deployment that it belongs to. */
export function idleTasks({ workflow, metadata, transcode, gateway, temporal }: Config): IdleTasks[] {
  const service = (what: string, count: number, { cpu, memory, scratchGib = TASK_GIB }: Size, isSpot = false) => ({
    what,
    count,
    cpu,
    memoryMib: memory,
    scratchGib,
    isSpot,
  });
  const onDemand = Math.min(metadata.onDemandBase, metadata.tasks.min);
  return [
    service('workflow', workflow.tasks.min, workflow),
    service('metadata', onDemand, metadata),
    service('metadata', metadata.tasks.min - onDemand, metadata, true),
    transcode.kind === 'gpu'
      ? service('transcode-cpu', transcode.cpuFallback.tasks.min, transcode.cpuFallback, true)
      : service('transcode', transcode.tasks.min, transcode, transcode.purchase === 'spot'),
    service('gateway', gateway.tasks, gateway),
    service('scaler', 1, SCALER),
    ...(temporal.kind === 'selfHosted' ? [service('temporal', 1, temporal)] : []),
  ].filter(({ count }) => count > 0);
}
