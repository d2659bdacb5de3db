import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FanoutError } from '../core/index.ts';
import { type JobSpec, type Profile, parseProfile, specFromPairs } from '../core/spec/index.ts';
import { home } from './home.ts';

const SUFFIX = '.json';
/** Describes the others to an editor. */
const SCHEMA = 'schema.json';

/** What the user asked for: a profile, if any, and the `--set` pairs over it. */
export interface Wish {
  readonly profile?: string;
  readonly set: readonly string[];
}

/** @throws FanoutError PROFILE_NOT_FOUND, PROFILE_INVALID, SPEC_UNKNOWN_KEY, SPEC_INVALID */
export async function specOf({ profile, set }: Wish): Promise<JobSpec> {
  return specFromPairs(set, profile === undefined ? {} : (await readProfile(profile)).spec);
}

/** The profiles that come with Fanout, by name. */
export async function listProfiles(): Promise<Profile[]> {
  const names = (await readdir(home.profilesDir)).filter((name) => name.endsWith(SUFFIX) && name !== SCHEMA).sort();
  return Promise.all(names.map((name) => readFrom(join(home.profilesDir, name))));
}

/** A profile that comes with Fanout, by its name, or one of the user's own, by the path of its file. */
async function readProfile(text: string): Promise<Profile> {
  if (text.endsWith(SUFFIX)) return readFrom(text);
  const all = await listProfiles();
  const found = all.find(({ name }) => name === text);
  if (found) return found;
  const known = all.map(({ name }) => name).join(', ');
  throw new FanoutError('PROFILE_NOT_FOUND', `There is no profile ${JSON.stringify(text)}; there are ${known}.`);
}

async function readFrom(path: string): Promise<Profile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new FanoutError('PROFILE_NOT_FOUND', `"${path}" cannot be read (${error.code}).`, [], { cause: error });
  });
  return parseProfile(basename(path, SUFFIX), text);
}
