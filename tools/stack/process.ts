import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

const GRACE_MS = 8_000;
/** A killed process that nobody collects stays a zombie, for instance in a container without an init. */
const KILLED_MS = 2_000;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process runs whose command line names this folder: a process id alone may be anybody's after a while. */
export async function isServerOf(dataDir: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const line =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : (await execa('ps', ['-o', 'command=', '-ww', '-p', String(pid)], { reject: false, stdin: 'ignore' })).stdout;
  return line.includes(dataDir);
}

/** Ends a process group: SIGTERM, after eight seconds SIGKILL; returns when its leader is gone. */
export async function endGroup(pid: number): Promise<void> {
  send(pid, 'SIGTERM');
  if (await isGoneWithin(pid, GRACE_MS)) return;
  send(pid, 'SIGKILL');
  await isGoneWithin(pid, KILLED_MS);
}

async function isGoneWithin(pid: number, ms: number): Promise<boolean> {
  for (const until = Date.now() + ms; isAlive(pid); await sleep(50)) if (Date.now() > until) return false;
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
