import { readProfile } from '../control/index.ts';
import { type JobSpec, parseJobSpec, writtenSpec } from '../core/spec/index.ts';
import { home } from './home.ts';

/** What the user asked for: a profile, if any, and the `--set` pairs over it. */
export interface Wish {
  readonly profile?: string;
  readonly set: readonly string[];
}

/** A spec, and how it was written: without what it leaves to others to fill in. */
export interface WishedSpec {
  readonly spec: JobSpec;
  readonly written: Readonly<Record<string, unknown>>;
}

/** @throws FanoutError PROFILE_NOT_FOUND, PROFILE_INVALID, SPEC_UNKNOWN_KEY, SPEC_INVALID */
export async function wishedSpec({ profile, set }: Wish): Promise<WishedSpec> {
  const written = writtenSpec(set, profile === undefined ? {} : (await readProfile(home.profilesDir, profile)).spec);
  return { written, spec: parseJobSpec(written) };
}

/** @throws FanoutError as {@link wishedSpec} */
export async function specOf(wish: Wish): Promise<JobSpec> {
  return (await wishedSpec(wish)).spec;
}
