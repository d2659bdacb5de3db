import { readProfile } from '../control/index.ts';
import { type JobSpec, specFromPairs } from '../core/spec/index.ts';
import { home } from './home.ts';

/** What the user asked for: a profile, if any, and the `--set` pairs over it. */
export interface Wish {
  readonly profile?: string;
  readonly set: readonly string[];
}

/** @throws FanoutError PROFILE_NOT_FOUND, PROFILE_INVALID, SPEC_UNKNOWN_KEY, SPEC_INVALID */
export async function specOf({ profile, set }: Wish): Promise<JobSpec> {
  return specFromPairs(set, profile === undefined ? {} : (await readProfile(home.profilesDir, profile)).spec);
}
