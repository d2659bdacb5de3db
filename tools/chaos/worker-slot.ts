import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** A worker may wait this long for its servers before it says that it polls. */
const READY_WITHIN_MS = 90_000;
/** After SIGTERM: more than a worker takes to drain and to clean up. */
const DRAINED_WITHIN_MS = 40_000;
const RESTART_AFTER_MS = 1_000;

export interface WorkerSlotOptions {
  /** Such as `transcode-1`: the part before the dash names the service. */
  readonly name: string;
  /** The service's bundle. */
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told when the worker ends, or does something else, that nobody asked it to. */
  readonly onSurprise: (what: string) => void;
}

/** A place for one worker process after the other. */
export class WorkerSlot {
  readonly name: string;
  /** Process ids of all workers that were ever here. */
  readonly pids: number[] = [];
  readonly #options: WorkerSlotOptions;
  #child: ChildProcess | null = null;
  /** An end that was asked for is no surprise. */
  #ending = false;
  #closed = false;
  #complaint = '';

  constructor(options: WorkerSlotOptions) {
    this.#options = options;
    this.name = options.name;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** As Temporal knows the worker that is here now. */
  get identity(): string | null {
    return this.pid === null ? null : `${this.pid}@${hostname()}`;
  }

  /** Starts a worker and waits until it polls. It ends by itself when this process is gone. */
  async start(): Promise<void> {
    if (this.#closed) return;
    const { name, program, env } = this.#options;
    this.#ending = false;
    this.#complaint = '';
    const child = fork(program, {
      // Ctrl-C is for this process, which ends its workers in order.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...env },
    });
    this.#child = child;
    if (child.pid !== undefined) this.pids.push(child.pid);
    child.stderr?.on('data', (bytes) => {
      this.#complaint = (this.#complaint + String(bytes)).slice(-600);
    });
    const gone = once(child, 'exit');
    void gone.then(([code, signal]) => {
      if (this.#child === child) this.#child = null;
      if (!this.#ending) void this.#surprise(`${name} ended by itself (${signal ?? code}): ${this.#complaint.trim()}`);
    });
    const ready = once(child, 'message', { signal: AbortSignal.timeout(READY_WITHIN_MS) });
    await Promise.race([ready, gone]).catch(() => this.#options.onSurprise(`${name} does not get ready`));
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM; kill -9 when that does not help. @returns milliseconds until it was gone */
  async drain(): Promise<number> {
    const started = Date.now();
    const stubborn = setTimeout(() => {
      this.#options.onSurprise(`${this.name} is still there ${DRAINED_WITHIN_MS / 1000} s after SIGTERM`);
      this.#child?.kill('SIGKILL');
    }, DRAINED_WITHIN_MS);
    await this.#end('SIGTERM').finally(() => clearTimeout(stubborn));
    return Date.now() - started;
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Ends the worker for good. */
  async close(): Promise<void> {
    this.#closed = true;
    this.thaw();
    await this.drain();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#ending = true;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** A worker that fails is started anew, as its keeper would do; that it failed is told. */
  async #surprise(what: string): Promise<void> {
    this.#options.onSurprise(what);
    await sleep(RESTART_AFTER_MS);
    if (!this.#child) await this.start();
  }
}
