import type { VideoCodec } from '../rendition.ts';

/** An EC2 instance type with NVIDIA graphics cards. */
export interface GpuInstance {
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly gpu: 'T4' | 'A10G' | 'L4';
  /** GB of its own disks, which are empty at each start. */
  readonly nvmeGb: number;
  /** What NVENC on the card can encode, whether or not Fanout asks it to: AV1 is encoded by processors in this version. */
  readonly encoders: readonly VideoCodec[];
  /** Sizes were read in a source (AWS's and NVIDIA's tables, by way of our notes); `false`: from memory. */
  readonly checked: boolean;
}

/** NVENC of Turing and Ampere. AV1 begins with Ada. */
const UP_TO_HEVC: readonly VideoCodec[] = ['h264', 'hevc'];
const T4 = { gpus: 1, gpu: 'T4', encoders: UP_TO_HEVC } as const;

/**
 * Types with one card that a worker runs on well. Which zones and regions have them only AWS knows: it is asked before a
 * deployment.
 */
export const GPU_INSTANCES = {
  'g4dn.xlarge': { ...T4, vcpus: 4, memoryMib: 16_384, nvmeGb: 125, checked: true },
  'g4dn.2xlarge': { ...T4, vcpus: 8, memoryMib: 32_768, nvmeGb: 225, checked: false },
  'g4dn.4xlarge': { ...T4, vcpus: 16, memoryMib: 65_536, nvmeGb: 225, checked: false },
  'g5.xlarge': {
    ...{ vcpus: 4, memoryMib: 16_384, nvmeGb: 250, checked: false },
    ...{ gpus: 1, gpu: 'A10G', encoders: UP_TO_HEVC },
  },
  'g6.xlarge': {
    ...{ vcpus: 4, memoryMib: 16_384, nvmeGb: 250, checked: false },
    ...{ gpus: 1, gpu: 'L4', encoders: ['h264', 'hevc', 'av1'] },
  },
} as const satisfies Readonly<Record<string, GpuInstance>>;

export type GpuInstanceType = keyof typeof GPU_INSTANCES;

/** `null` for a type that is not in the catalogue. */
export function gpuInstance(type: string): GpuInstance | null {
  return isGpuInstanceType(type) ? GPU_INSTANCES[type] : null;
}

export function isGpuInstanceType(type: string): type is GpuInstanceType {
  return Object.hasOwn(GPU_INSTANCES, type);
}
