import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FanoutError } from '../../services/core/index.ts';
import { isAlive } from './cache.ts';

export interface ServerCommand {
  /** Names the log file. */
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly logDir: string;
  /** Resolves when the server answers as it should; rejects while it does not. */
  readonly isHealthy: () => Promise<unknown>;
}

const HEALTHY_WITHIN_MS = 60_000;
const POLL_MS = 150;
const STOP_GRACE_MS = 8_000;

/**
 * Starts a server in a process group of its own (Ctrl-C must reach the workers first) and waits until it is healthy.
 * @returns its process id
 * @throws FanoutError STACK_UNREACHABLE with the end of its log when it dies or does not get healthy within a minute
 */
export async function startServer(command: ServerCommand, signal?: AbortSignal): Promise<number> {
  await mkdir(command.logDir, { recursive: true });
  const logPath = join(command.logDir, `${command.name}.log`);
  const log = await open(logPath, 'a');
  const child = spawn(command.path, [...command.args], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...command.env },
  });
  child.unref();
  await log.close();
  let failed: Error | null = null;
  child.once('error', (error) => {
    failed = error;
  });
  child.once('exit', (code, by) => {
    failed ??= new Error(`it ended with ${by ?? code}`);
  });
  const until = Date.now() + HEALTHY_WITHIN_MS;
  let last: unknown;
  while (!failed && !signal?.aborted && Date.now() < until) {
    try {
      await command.isHealthy();
      if (child.pid !== undefined) return child.pid;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  if (child.pid !== undefined) await stopServer(child.pid);
  signal?.throwIfAborted();
  const why = failed ?? last;
  throw new FanoutError(
    'STACK_UNREACHABLE',
    `The local ${command.name} server did not start: ${why instanceof Error ? why.message : why}.`,
    [...(await tail(logPath)), `Its log: ${logPath}`],
  );
}

/** Ends a server: SIGTERM, after a grace SIGKILL; returns when it is gone. */
export async function stopServer(pid: number): Promise<void> {
  const until = Date.now() + STOP_GRACE_MS;
  send(pid, 'SIGTERM');
  while (isAlive(pid)) {
    if (Date.now() > until) send(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function tail(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-8);
}
