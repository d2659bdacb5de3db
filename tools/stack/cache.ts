import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const LOCK_POLL_MS = 500;

/** Where programs that Fanout fetched or built are kept, across clones: `FANOUT_CACHE_DIR`, else the user's cache folder. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return env.FANOUT_CACHE_DIR ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'fanout');
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
export async function makeOnce(name: string, make: (workDir: string) => Promise<string>): Promise<string> {
  const target = cachedBinary(name);
  const lock = join(cacheDir(), `${name}.lock`);
  await mkdir(join(cacheDir(), 'bin'), { recursive: true });
  await acquire(lock);
  try {
    if (await exists(target)) return target;
    const workDir = join(lock, 'work');
    await mkdir(workDir);
    const made = await make(workDir);
    await chmod(made, 0o755);
    await rename(made, target);
    return target;
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** A folder as a lock, with its owner's process id in it; that of a dead owner is taken over. */
async function acquire(lock: string): Promise<void> {
  const owner = join(lock, 'owner');
  for (;;) {
    try {
      await mkdir(lock);
      await writeFile(owner, String(process.pid));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const pid = Number(await readFile(owner, 'utf8').catch(() => Number.NaN));
    if (Number.isNaN(pid) ? await isOld(lock) : !isAlive(pid)) await rm(lock, { recursive: true, force: true });
    else await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
  }
}

/** Without an owner's name the lock is being made right now, or its maker died in between. */
async function isOld(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => null);
  return info !== null && Date.now() - info.mtimeMs > 10_000;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
