import { chmod, mkdir, open, rename, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Waiting, withLock } from './lock.ts';

/** Where programs that Fanout fetched or built are kept, across clones: `FANOUT_CACHE_DIR`, else the user's cache folder. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return env.FANOUT_CACHE_DIR || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'fanout');
}

export function cachedBinary(name: string): string {
  return join(cacheDir(), 'bin', name);
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Makes a program in the cache, once, whoever else wants it at the same time. A half-made one never gets its final name.
 * @param make puts the program at some path inside the folder it is given, and returns that path
 */
export async function makeOnce(
  name: string,
  make: (workDir: string) => Promise<string>,
  waiting: Waiting = {},
): Promise<string> {
  const target = cachedBinary(name);
  const lock = join(cacheDir(), `${name}.lock`);
  await mkdir(join(cacheDir(), 'bin'), { recursive: true });
  const makeIt = async () => {
    if (await exists(target)) return target;
    const workDir = join(lock, 'work');
    await mkdir(workDir);
    const made = await make(workDir);
    await chmod(made, 0o755);
    await flush(made);
    await rename(made, target);
    return target;
  };
  return withLock(lock, makeIt, waiting);
}

/** A power cut after the rename must not leave a program with holes. */
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync();
  await file.close();
}
