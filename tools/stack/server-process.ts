import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FanoutError } from '../../services/core/index.ts';
import { endGroup } from './process.ts';

export interface ServerCommand {
  /** Names the log file. */
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly logDir: string;
  /** Resolves when the server answers as it should; rejects while it does not. */
  readonly isHealthy: () => Promise<unknown>;
  /** Called before it is healthy, so that whoever starts next knows of it even if this process is killed meanwhile. */
  readonly onSpawn: (pid: number) => Promise<void>;
}

const HEALTHY_WITHIN_MS = 60_000;
const POLL_MS = 150;

/**
 * Starts a server in a process group of its own (Ctrl-C must reach the workers first) and waits until it is healthy.
 * @returns its process id
 * @throws FanoutError STACK_UNREACHABLE with the end of its log when it dies or does not get healthy within a minute
 */
export async function startServer(command: ServerCommand, signal?: AbortSignal): Promise<number> {
  signal?.throwIfAborted();
  await mkdir(command.logDir, { recursive: true });
  const logPath = join(command.logDir, `${command.name}.log`);
  const log = await open(logPath, 'a');
  const { size: logStart } = await log.stat();
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
  if (child.pid !== undefined) await command.onSpawn(child.pid);
  const until = Date.now() + HEALTHY_WITHIN_MS;
  let last: unknown;
  while (!failed && !signal?.aborted && Date.now() < until) {
    try {
      await command.isHealthy();
      if (child.pid !== undefined && !failed) return child.pid;
    } catch (error) {
      last = error;
    }
    await sleep(POLL_MS);
  }
  if (child.pid !== undefined) await endGroup(child.pid);
  signal?.throwIfAborted();
  const why = failed ?? last;
  throw new FanoutError(
    'STACK_UNREACHABLE',
    `The local ${command.name} server did not start: ${why instanceof Error ? why.message : why}.`,
    [...(await tail(logPath, logStart)), `Its log: ${logPath}`],
  );
}

/** The last lines of what this start wrote: what an earlier one complained of is no reason. */
async function tail(path: string, from: number): Promise<string[]> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  return bytes.subarray(from).toString().trimEnd().split('\n').slice(-8);
}
