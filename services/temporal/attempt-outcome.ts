import type { EncodeWork } from '../core/index.ts';

/** How an attempt ended that has a result: `done`, or `reused` when what it would have made was there. */
export function attemptOutcome(result: unknown): 'done' | 'reused' {
  const { reused = false } = (result ?? {}) as Partial<EncodeWork>;
  return reused ? 'reused' : 'done';
}
