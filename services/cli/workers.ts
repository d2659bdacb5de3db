import type { ChildProcess } from 'node:child_process';
import { LocalWorker } from './local-worker.ts';
import { endProcess, type ServiceProcess, startService } from './service-process.ts';
import { WorkerList } from './worker-list.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface WorkersOptions {
  /** Start those again that end or stay unhealthy, rather than fail. */
  readonly supervise: boolean;
  /** Where to note them for other commands, such as `doctor`. */
  readonly listIn?: string;
}

/** Worker processes on this machine, started one by one and ended together, or one by one. */
export class Workers {
  /** Rejects when one ends although nobody asked it to; never where they are supervised. */
  readonly failed: Promise<never>;
  readonly #env: Env;
  readonly #supervise: boolean;
  readonly #list: WorkerList | null;
  readonly #workers = new Set<LocalWorker>();
  /** Of those that leave, too. */
  readonly #children = new Set<ChildProcess>();
  readonly #stopping = new AbortController();
  #fail: (error: Error) => void = () => {};

  constructor(env: Env, { supervise, listIn }: WorkersOptions) {
    this.#env = env;
    this.#supervise = supervise;
    this.#list = listIn === undefined ? null : new WorkerList(listIn);
    this.failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    // Whoever does not wait for it must not be ended by it.
    this.failed.catch(() => {});
  }

  /** Starts a service and waits until it is ready. @throws FanoutError STACK_UNREACHABLE with its last words when it does not */
  async start(name: string, env: Env = {}): Promise<void> {
    const worker = new LocalWorker({
      name,
      spawn: (onSpawn) => this.#spawn(name, env, onSpawn),
      supervise: this.#supervise,
      onFail: this.#fail,
      stopping: this.#stopping.signal,
    });
    await worker.start();
    this.#workers.add(worker);
  }

  /** The workers of a name, the oldest first, also those that are about to be started again. */
  named(name: string): readonly LocalWorker[] {
    return [...this.#workers].filter((worker) => worker.name === name);
  }

  /** Asks one to drain and leave: it is none of the workers from then on. Waits until it is gone. */
  async end(worker: LocalWorker): Promise<void> {
    this.#workers.delete(worker);
    await worker.leave();
  }

  /** Asks all to drain and leave, and waits until they are gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#children].map((child) => endProcess(child)));
    await this.#list?.remove();
  }

  async #spawn(name: string, env: Env, onSpawn: (child: ChildProcess) => void): Promise<ServiceProcess> {
    const service = await startService(name, { ...this.#env, ...env }, (child) => {
      this.#children.add(child);
      child.once('exit', () => this.#children.delete(child));
      onSpawn(child);
    });
    const { pid = 0 } = service.child;
    await this.#list?.add({ name, pid, healthPort: service.healthPort });
    service.ended.then(() => this.#list?.drop(pid)).catch((error: Error) => this.#fail(error));
    return service;
  }
}
