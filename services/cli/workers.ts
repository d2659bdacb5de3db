import type { ChildProcess } from 'node:child_process';
import type { FanoutError } from '../core/index.ts';
import { untilUnhealthy } from './health-check.ts';
import { keepRunning } from './keep-running.ts';
import { endProcess, type ServiceProcess, startService } from './service-process.ts';
import { supervisorSays } from './supervisor-log.ts';
import { WorkerList } from './worker-list.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface WorkersOptions {
  /** Start those again that end or stay unhealthy, rather than fail. */
  readonly supervise: boolean;
  /** Where to note them for other commands, such as `doctor`. */
  readonly listIn?: string;
}

/** Worker processes on this machine, started and ended together. */
export class Workers {
  /** Rejects when one ends although nobody asked it to; never where they are supervised. */
  readonly failed: Promise<never>;
  readonly #env: Env;
  readonly #supervise: boolean;
  readonly #list: WorkerList | null;
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
  async start(name: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
    let running = await this.#spawn(name, env);
    if (!this.#supervise) {
      running.ended.then((error) => this.#isStopping || this.#fail(error));
      return;
    }
    const kept = {
      what: `The ${name} worker is`,
      untilTrouble: () => this.#untilTrouble(running),
      restart: async () => {
        running = await this.#spawn(name, env);
      },
    };
    keepRunning(kept, supervisorSays, this.#stopping.signal).catch((error: Error) => this.#fail(error));
  }

  /** Asks all to drain and leave, and waits until they are gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#children].map(endProcess));
    await this.#list?.remove();
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #spawn(name: string, env: Env): Promise<ServiceProcess> {
    const service = await startService(name, { ...this.#env, ...env }, (child) => {
      this.#children.add(child);
      child.once('exit', () => this.#children.delete(child));
    });
    const { pid = 0 } = service.child;
    await this.#list?.add({ name, pid, healthPort: service.healthPort });
    service.ended.then(() => this.#list?.drop(pid)).catch((error: Error) => this.#fail(error));
    return service;
  }

  /** Ends a worker that stays unhealthy. */
  async #untilTrouble({ child, name, healthPort, ended }: ServiceProcess): Promise<string> {
    const over = new AbortController();
    let illness: string | null = null;
    const gone = ended.then((error: FanoutError) => illness ?? error.message);
    const ill =
      healthPort === null
        ? Promise.resolve()
        : untilUnhealthy(healthPort, over.signal).then((reason) => {
            illness = `The ${name} worker was unhealthy for a while, and was ended: ${reason}.`;
            return endProcess(child);
          });
    ill.catch((error: Error) => over.signal.aborted || this.#fail(error));
    try {
      return await gone;
    } finally {
      over.abort();
    }
  }
}
