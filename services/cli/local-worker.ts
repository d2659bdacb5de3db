import type { ChildProcess } from 'node:child_process';
import type { FanoutError } from '../core/index.ts';
import { askHealth, type HealthAnswer, untilUnhealthy } from './health-check.ts';
import { keepRunning } from './keep-running.ts';
import { endProcess, type ServiceProcess } from './service-process.ts';
import { supervisorSays } from './supervisor-log.ts';

export interface LocalWorkerOptions {
  readonly name: string;
  /** Starts a process of it and waits until that is ready. @param onSpawn told of it before it is */
  readonly spawn: (onSpawn: (child: ChildProcess) => void) => Promise<ServiceProcess>;
  /** Start it again when it ends or stays unhealthy, rather than fail. */
  readonly supervise: boolean;
  /** Told when it ends although nobody asked it to, or can be supervised no more. */
  readonly onFail: (error: Error) => void;
  /** Everything ends. */
  readonly stopping: AbortSignal;
}

/** A worker of this machine, whichever process it is at the moment. */
export class LocalWorker {
  readonly name: string;
  readonly #options: LocalWorkerOptions;
  readonly #leaving = new AbortController();
  /** From then on its end is no trouble. */
  readonly #signal: AbortSignal;
  #child: ChildProcess | null = null;
  #healthPort: number | null = null;

  constructor(options: LocalWorkerOptions) {
    this.name = options.name;
    this.#options = options;
    this.#signal = AbortSignal.any([options.stopping, this.#leaving.signal]);
  }

  /** Waits until it is ready, and goes on to look after it. @throws FanoutError STACK_UNREACHABLE with its last words */
  async start(): Promise<void> {
    const { name, onFail, supervise } = this.#options;
    let running = await this.#spawn();
    if (!supervise) {
      running.ended.then((error) => this.#signal.aborted || onFail(error));
      return;
    }
    const kept = {
      what: `The ${name} worker is`,
      untilTrouble: () => this.#untilTrouble(running),
      restart: async () => {
        running = await this.#spawn();
      },
    };
    keepRunning(kept, supervisorSays, this.#signal).catch(onFail);
  }

  /** What it says of itself; `null` when it does not answer, or is not there right now. */
  async health(): Promise<HealthAnswer | null> {
    return this.#healthPort === null ? null : askHealth(this.#healthPort).catch(() => null);
  }

  /** Asks it to drain and leave, for good, and waits until it is gone: it decides itself how long it drains. */
  async leave(): Promise<void> {
    this.#leaving.abort();
    if (this.#child) await endProcess(this.#child, null);
  }

  async #spawn(): Promise<ServiceProcess> {
    this.#healthPort = null;
    const service = await this.#options.spawn((child) => {
      this.#child = child;
      // It was asked to leave while it was about to be started again.
      if (this.#signal.aborted) child.kill('SIGTERM');
    });
    this.#healthPort = service.healthPort;
    return service;
  }

  /** Ends a process that stays unhealthy. */
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
    ill.catch((error: Error) => over.signal.aborted || this.#options.onFail(error));
    try {
      return await gone;
    } finally {
      over.abort();
    }
  }
}
