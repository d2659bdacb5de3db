import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FanoutError } from '../core/index.ts';
import { type Profile, parseProfile } from '../core/spec/index.ts';

const SUFFIX = '.json';
/** Describes the others to an editor. */
const SCHEMA = 'schema.json';

/** The profiles in a folder, by name. @throws FanoutError PROFILE_INVALID */
export async function listProfiles(dir: string): Promise<Profile[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(SUFFIX) && name !== SCHEMA).sort();
  return Promise.all(names.map((name) => readFrom(join(dir, name))));
}

/**
 * A profile of a folder, by its name, or any other, by the path of its file.
 * @throws FanoutError PROFILE_NOT_FOUND, PROFILE_INVALID
 */
export async function readProfile(dir: string, text: string): Promise<Profile> {
  if (text.endsWith(SUFFIX)) return readFrom(text);
  const all = await listProfiles(dir);
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
