import { limitsFromEnv, type SourceLimits } from '../core/index.ts';

let known: SourceLimits | undefined;

/** The limits of this process, read from its environment once. @throws FanoutError CONFIG_INVALID for a variable that is no number */
export function sourceLimits(): SourceLimits {
  known ??= limitsFromEnv(process.env);
  return known;
}
