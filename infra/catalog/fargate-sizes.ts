/**
 * What a Fargate task may have: memory in MiB, from, to and in steps of, by units of 1/1024 vCPU.
 * Source: "Task CPU and memory" in the ECS developer guide, of Linux tasks, 2026-11.
 */
const SIZES: ReadonlyMap<number, readonly [from: number, to: number, step: number]> = new Map([
  [512, [1_024, 4_096, 1_024]],
  [1_024, [2_048, 8_192, 1_024]],
  [2_048, [4_096, 16_384, 1_024]],
  [4_096, [8_192, 30_720, 1_024]],
  [8_192, [16_384, 61_440, 4_096]],
  [16_384, [32_768, 122_880, 8_192]],
]);
/** The smallest one has no even steps. */
const SMALLEST = 256;
const SMALLEST_MEMORY = [512, 1_024, 2_048];

/** All sizes of CPU, smallest first. */
export const FARGATE_CPUS: readonly number[] = [SMALLEST, ...SIZES.keys()];

/** The memory that a task with this much CPU may have, smallest first; none for a CPU that there is not. */
export function fargateMemory(cpu: number): readonly number[] {
  if (cpu === SMALLEST) return SMALLEST_MEMORY;
  const size = SIZES.get(cpu);
  if (!size) return [];
  const [from, to, step] = size;
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
}
