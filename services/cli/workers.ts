import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { FanoutError } from '../core/index.ts';
import { home } from './home.ts';

const READY_WITHIN_MS = 30_000;
/** A worker has this long after SIGTERM; it leaves at once when nothing runs. */
const STOP_WITHIN_MS = 15_000;

/** Worker processes on this machine, started and ended together. */
export class Workers {
  /** Rejects when one ends although nobody asked it to. */
  readonly failed: Promise<never>;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #children: ChildProcess[] = [];
  #fail: (error: Error) => void = () => {};
  #stopping = false;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
    this.failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    // Whoever does not wait for it must not be ended by it.
    this.failed.catch(() => {});
  }

  /**
   * Starts a service and waits until it says that it is ready. It ends itself when this process is gone, because the
   * channel between the two closes.
   * @throws FanoutError STACK_UNREACHABLE with its last words when it does not get ready
   */
  async start(name: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
    const child = fork(home.service(name), {
      // A process group of its own: Ctrl-C is the parent's to pass on, once, in order.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...this.#env, ...env, FANOUT_LOG_DIR: home.logDir },
    });
    this.#children.push(child);
    let complaint = '';
    child.stderr?.on('data', (bytes) => {
      complaint = (complaint + String(bytes)).slice(-2_000);
    });
    const ended = once(child, 'exit').then(([code, signal]) => {
      const how = signal ? `by ${signal}` : `with exit code ${code}`;
      const words = complaint.trim().split('\n').slice(-8);
      const error = new FanoutError(
        'STACK_UNREACHABLE',
        `The ${name} worker ended ${how}; see ${home.logDir}/${name}.log.`,
        words,
      );
      if (!this.#stopping) this.#fail(error);
      throw error;
    });
    const ready = once(child, 'message', { signal: AbortSignal.timeout(READY_WITHIN_MS) });
    await Promise.race([ready, ended]);
    ended.catch(() => {});
  }

  /** Asks all to drain and leave, and waits until they are gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#children.map(endChild));
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await gone;
  clearTimeout(killer);
}
