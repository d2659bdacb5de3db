import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { FanoutError } from '../core/index.ts';
import { home } from './home.ts';

/** A service of ours as a process of this machine, ready to work. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  readonly name: string;
  /** Where it tells of its health; `null` for one that does not. */
  readonly healthPort: number | null;
  /** Resolves when it has ended, with how, for people. */
  readonly ended: Promise<FanoutError>;
}

const READY_WITHIN_MS = 30_000;
/** A worker has this long after SIGTERM; it leaves at once when nothing runs. */
const STOP_WITHIN_MS = 15_000;

/**
 * Starts a service and waits until it says that it is ready. It ends itself when this process is gone, because the channel
 * between the two closes.
 * @param onSpawn told of the process before it is ready
 * @throws FanoutError STACK_UNREACHABLE with its last words when it does not get ready
 */
export async function startService(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  onSpawn: (child: ChildProcess) => void,
): Promise<ServiceProcess> {
  const child = fork(home.service(name), {
    // A process group of its own: Ctrl-C is the parent's to pass on, once, in order.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, FANOUT_HEALTH_PORT: '0', ...env, FANOUT_LOG_DIR: home.logDir },
  });
  onSpawn(child);
  let complaint = '';
  child.stderr?.on('data', (bytes) => {
    complaint = (complaint + String(bytes)).slice(-2_000);
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    const how = signal ? `by ${signal}` : `with exit code ${code}`;
    const words = complaint.trim().split('\n').slice(-8);
    const message = `The ${name} worker ended ${how}; see ${home.logDir}/${name}.log.`;
    return new FanoutError('STACK_UNREACHABLE', message, words);
  });
  const ready = once(child, 'message', { signal: AbortSignal.timeout(READY_WITHIN_MS) }).catch(() => {
    const message = `The ${name} worker was not ready within ${READY_WITHIN_MS / 1000} s.`;
    throw new FanoutError('STACK_UNREACHABLE', message);
  });
  const dead = ended.then((error) => {
    throw error;
  });
  const [first] = await Promise.race([ready, dead]).catch(async (error: unknown) => {
    await endProcess(child);
    throw error;
  });
  // It ends some day, when nobody waits for this any more.
  dead.catch(() => {});
  const healthPort = (first as { healthPort?: number | null }).healthPort ?? null;
  return { child, name, healthPort, ended };
}

/**
 * Asks a process to drain and leave, and waits until it is gone.
 * @param withinMs it is killed after this long; `null` to leave that to itself
 */
export async function endProcess(child: ChildProcess, withinMs: number | null = STOP_WITHIN_MS): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  // A second signal would end one that drains in the middle of it.
  if (!child.killed) child.kill('SIGTERM');
  const killer = withinMs === null ? undefined : setTimeout(() => child.kill('SIGKILL'), withinMs);
  await gone;
  clearTimeout(killer);
}
