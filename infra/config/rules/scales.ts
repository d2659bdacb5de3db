import type { Problem } from '../problem.ts';
import type { Config } from '../schema.ts';

/** What scales has room to, and what is set aside of it is no more than there is. */
export function scaleRules({ workflow, metadata, transcode }: Config): Problem[] {
  const scales: Record<string, { min: number; max: number }> = {
    'workflow.tasks': workflow.tasks,
    'metadata.tasks': metadata.tasks,
    'transcode.tasks': transcode.tasks,
    ...(transcode.kind === 'gpu' && { 'transcode.cpuFallback.tasks': transcode.cpuFallback.tasks }),
  };
  const bases: Record<string, readonly [base: number, max: number]> = {
    'metadata.onDemandBase': [metadata.onDemandBase, metadata.tasks.max],
    ...(transcode.kind === 'gpu' && {
      'transcode.onDemandBase': [transcode.onDemandBase, transcode.tasks.max],
      'transcode.warmPool': [transcode.warmPool, transcode.tasks.max],
    }),
  };
  return [
    ...Object.entries(scales)
      .filter(([, { min, max }]) => max < min)
      .map(([key, { min, max }]) => ({
        key: `${key}.max`,
        problem: `is ${max}, less than min ${min}`,
        fix: `set it to ${min} or more, or ${key}.min to ${max} or less`,
      })),
    ...Object.entries(bases)
      .filter(([, [base, max]]) => base > max)
      .map(([key, [base, max]]) => ({
        key,
        problem: `is ${base}, more than tasks.max ${max}`,
        fix: `set it to ${max} or less`,
      })),
  ];
}
