import { FARGATE_CPUS, fargateMemory } from '../../catalog/fargate-sizes.ts';
import type { Problem } from '../problem.ts';
import type { Config } from '../schema.ts';

/** What an ffmpeg of a metadata worker may take, in MB as FANOUT_FFMPEG_MEMORY_MB counts (1024²); as in compose. */
export const FFMPEG_MEGABYTES = 900;
/** The worker itself, with as much again to spare. */
const WORKER_MIB = 256;

interface Size {
  readonly cpu: number;
  readonly memory: number;
}

/** Tasks on Fargate have a size that there is, and metadata workers have memory for all of their slots. */
export function fargateRules(config: Config): Problem[] {
  return [
    ...Object.entries(fargateTasks(config)).flatMap(([key, size]) => sizeOf(key, size)),
    ...metadataMemory(config),
  ];
}

/** The sizes of all tasks that run on Fargate, by the key that they are under. */
function fargateTasks({ workflow, metadata, transcode, gateway, temporal }: Config): Record<string, Size> {
  return {
    workflow,
    metadata,
    gateway,
    ...(transcode.kind === 'cpu' ? { transcode } : { 'transcode.cpuFallback': transcode.cpuFallback }),
    ...(temporal.kind === 'selfHosted' && { temporal }),
  };
}

function sizeOf(key: string, { cpu, memory }: Size): Problem[] {
  const sizes = fargateMemory(cpu);
  if (sizes.length === 0) {
    const problem = `is ${cpu}, which no task on Fargate can have`;
    return [{ key: `${key}.cpu`, problem, fix: `choose one of ${FARGATE_CPUS.join(', ')}` }];
  }
  if (sizes.includes(memory)) return [];
  const next = sizes.find((size) => size > memory);
  const largerCpu = FARGATE_CPUS.find((size) => size > cpu && fargateMemory(size).includes(memory));
  return [
    {
      key: `${key}.memory`,
      problem: `is ${memory}, which a task on Fargate with cpu ${cpu} cannot have (${sizes[0]} to ${sizes.at(-1)} MiB)`,
      fix: [
        `set it to ${next ?? sizes.at(-1)}`,
        ...(largerCpu === undefined ? [] : [`${key}.cpu to ${largerCpu}`]),
      ].join(', or '),
    },
  ];
}

function metadataMemory({ metadata: { slots, memory } }: Config): Problem[] {
  const need = (count: number) => count * FFMPEG_MEGABYTES + WORKER_MIB;
  if (need(slots) <= memory) return [];
  const fits = Math.floor((memory - WORKER_MIB) / FFMPEG_MEGABYTES);
  return [
    {
      key: 'metadata.memory',
      problem: `is ${memory}, but ${slots} slots of 900 MB and the worker need ${need(slots)} MiB`,
      fix: fits > 0 ? `give it more, or set metadata.slots to ${fits}` : 'give it more',
    },
  ];
}
