import { nearestKey } from '../../../services/core/spec/index.ts';
import { GPU_INSTANCES, type GpuInstance } from '../../catalog/gpu-instances.ts';
import { nearRegions } from '../../catalog/near-regions.ts';
import type { Problem } from '../problem.ts';
import type { Config } from '../schema.ts';

/** What the system and the agent of ECS need of an instance. */
const SYSTEM_CPU = 512;
const SYSTEM_MEMORY_MIB = 1_536;
const TYPES = 'transcode.instanceTypes';

type Gpu = Extract<Config['transcode'], { kind: 'gpu' }>;
type Known = readonly [type: string, instance: GpuInstance];

/** Instances of the list can be had, and each of them holds a task. */
export function gpuRules({ region, transcode }: Config): Problem[] {
  if (transcode.kind !== 'gpu') return [];
  const known = transcode.instanceTypes.flatMap((type): Known[] => {
    const instance = GPU_INSTANCES.get(type);
    return instance ? [[type, instance]] : [];
  });
  return [
    ...unknownTypes(transcode),
    ...(region === null ? [] : known.flatMap((entry) => offeredIn(region, entry))),
    ...(known.length === 0 ? [] : [...oneTask(transcode, known), ...holdsTask(transcode, known)]),
    ...purchase(transcode),
  ];
}

function unknownTypes({ instanceTypes }: Gpu): Problem[] {
  const names = [...GPU_INSTANCES.keys()];
  return instanceTypes
    .filter((type) => !GPU_INSTANCES.has(type))
    .map((type) => ({
      key: TYPES,
      problem: `has ${type}, which is none of the instance types with NVENC that are known`,
      fix: `did you mean ${nearestKey(type, names)}?`,
    }));
}

function offeredIn(region: string, [type, { regions }]: Known): Problem[] {
  if (regions.includes(region)) return [];
  const others = [...GPU_INSTANCES].filter(([, instance]) => instance.regions.includes(region)).map(([name]) => name);
  const instead = others.length > 0 ? `, or choose ${nearestKey(type, others)}, which ${region} has` : '';
  return [
    {
      key: TYPES,
      problem: `has ${type}, which ${region} does not offer`,
      fix: `deploy to ${nearRegions(region, regions).join(', ')}${instead}`,
    },
  ];
}

/**
 * A task takes all GPUs of its instance: the disk is its scratch space, from which a worker removes what it does not know, and the
 * scaler counts on an instance for each task.
 */
function oneTask({ gpus }: Gpu, known: readonly Known[]): Problem[] {
  const others = known.filter(([, instance]) => instance.gpus !== gpus);
  const [first, ...more] = new Set(others.map(([, instance]) => instance.gpus));
  if (first === undefined) return [];
  // A worker works with one: more of them are no advice.
  const fewer = first < gpus && others.length === known.length && more.length === 0 ? `, or set it to ${first}` : '';
  return [
    {
      key: 'transcode.gpus',
      problem: `is ${gpus}, but ${others.map(([type, instance]) => `${type} has ${instance.gpus}`).join(', ')}, and an instance has one task`,
      fix: `list only types that have ${gpus}${fewer}`,
    },
  ];
}

/** ECS adds an instance only when the task fits the smallest of the list. */
function holdsTask({ cpu, memory }: Gpu, known: readonly Known[]): Problem[] {
  const limits = [
    { key: 'cpu', is: cpu, unit: 'CPU units', spare: SYSTEM_CPU, has: ({ vcpus }: GpuInstance) => vcpus * 1_024 },
    {
      key: 'memory',
      is: memory,
      unit: 'MiB',
      spare: SYSTEM_MEMORY_MIB,
      has: ({ memoryMib }: GpuInstance) => memoryMib,
    },
  ];
  return limits.flatMap(({ key, is, unit, spare, has }) => {
    const [type, instance] = known.reduce((least, entry) => (has(entry[1]) < has(least[1]) ? entry : least));
    const most = has(instance) - spare;
    if (is <= most) return [];
    return [
      {
        key: `transcode.${key}`,
        problem: `is ${is}, but the smallest of the instance types (${type}) has ${has(instance)} ${unit}, of which the system needs ${spare}`,
        fix: `set it to ${most} or less, or list only larger types`,
      },
    ];
  });
}

/**
 * A warm pool may have several types since November 2025 ("warm pool mixed instances policies" in What's New), but no Spot.
 */
function purchase({ purchase, onDemandBase, warmPool }: Gpu): Problem[] {
  if (purchase === 'spot') {
    if (warmPool === 0) return [];
    const fix = 'set it to 0, or transcode.purchase to onDemand';
    return [
      { key: 'transcode.warmPool', problem: `is ${warmPool}, but Spot instances cannot wait in a warm pool`, fix },
    ];
  }
  if (onDemandBase === 0) return [];
  const problem = `is ${onDemandBase}, but all instances are on demand already`;
  return [{ key: 'transcode.onDemandBase', problem, fix: 'leave it out, or set transcode.purchase to spot' }];
}
