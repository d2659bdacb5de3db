import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './process.ts';

const POLL_MS = 200;
const BEAT_MS = 5_000;
/** An owner that has not touched its lock for this long is gone, even where its process id cannot be looked up. */
const SILENT_MS = 60_000;

export interface Waiting {
  readonly signal?: AbortSignal;
  /** Called once, when somebody else has the lock. */
  readonly onWait?: () => void;
}

/**
 * Runs work while holding a folder as a lock, across processes. The lock of an owner that died is taken over, with all
 * that lies in it.
 *
 * @throws what the work throws, or the signal's reason when it fires while waiting
 */
export async function withLock<T>(path: string, work: () => Promise<T>, waiting: Waiting = {}): Promise<T> {
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  await acquire(path, owner, waiting);
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    // It is somebody else's by now if this process was stopped for long.
    if ((await ownerOf(path)) === owner) await rm(path, { recursive: true, force: true });
  }
}

async function acquire(path: string, owner: string, { signal, onWait }: Waiting): Promise<void> {
  for (let waited = false; ; ) {
    signal?.throwIfAborted();
    if (await tryMake(path)) return writeFile(join(path, 'owner'), owner);
    if (await isAbandoned(path)) {
      await takeAway(path);
      continue;
    }
    if (!waited) onWait?.();
    waited = true;
    await sleep(POLL_MS);
  }
}

/** One process at a time may take a lock away, and looks again first: the next owner may have it already. */
async function takeAway(path: string): Promise<void> {
  const guard = `${path}.takeover`;
  if (await tryMake(guard)) {
    if (await isAbandoned(path)) await rm(path, { recursive: true, force: true });
    await rmdir(guard);
  } else {
    if ((await ageMs(guard)) > SILENT_MS) await rmdir(guard).catch(() => {});
    await sleep(POLL_MS);
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  if ((await ageMs(path)) > SILENT_MS) return true;
  const { pid, host } = parseOwner(await ownerOf(path));
  return host === hostname() && pid !== undefined && !isAlive(pid);
}

async function tryMake(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function ageMs(path: string): Promise<number> {
  const info = await stat(path).catch(() => null);
  return info === null ? 0 : Date.now() - info.mtimeMs;
}

function ownerOf(path: string): Promise<string | null> {
  return readFile(join(path, 'owner'), 'utf8').catch(() => null);
}

/** An owner's name may be half written: then its age tells. */
function parseOwner(text: string | null): { pid?: number; host?: string } {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}
