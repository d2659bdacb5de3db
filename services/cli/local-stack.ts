import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort, isFree, type LocalServers, type Ports, startServers } from '../../tools/stack/index.ts';
import { BUCKETS, FanoutError } from '../core/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../store/index.ts';
import { home } from './home.ts';

export interface StackOptions {
  readonly dataDir: string;
  readonly ports: Ports | 'free';
  /** Transcode workers. */
  readonly workers: number;
  readonly ui: boolean;
  readonly gateway: boolean;
  readonly onStep: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface LocalStack {
  readonly servers: LocalServers;
  readonly gatewayUrl: string | null;
  /** Rejects when a worker ends although nobody asked it to. */
  readonly failed: Promise<never>;
  /** Drains the workers, then ends the servers that were started here. */
  stop(): Promise<void>;
}

const GATEWAY_PORT = 8090;
const READY_WITHIN_MS = 30_000;
/** Workers have this long after SIGTERM; they drain faster when nothing runs. */
const STOP_WITHIN_MS = 15_000;

/** Servers, workers and the gateway on this machine, all ready when it returns. @throws FanoutError STACK_UNREACHABLE */
export async function startLocalStack(options: StackOptions): Promise<LocalStack> {
  const { dataDir, ports, ui, onStep, signal } = options;
  const started = Date.now();
  const servers = await startServers({
    dataDir,
    ports,
    ui,
    logDir: home.logDir,
    onStep,
    ...(signal ? { signal } : {}),
  });
  const children: Child[] = [];
  let stopping = false;
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // Whoever does not wait for it must not be ended by it.
  failed.catch(() => {});
  const stop = async () => {
    stopping = true;
    await Promise.all(children.map((child) => child.stop()));
    await servers.stop();
  };
  const startChild = async (name: string, env: Readonly<Record<string, string>> = {}) => {
    const child = new Child(name, { ...servers.env, ...env, FANOUT_SCRATCH_DIR: join(dataDir, 'scratch') });
    children.push(child);
    child.ended.then((how) => {
      if (!stopping)
        fail(
          new FanoutError('STACK_UNREACHABLE', `The ${name} worker ended (${how}); see ${home.logDir}/${name}.log.`),
        );
    });
    await child.ready;
  };
  try {
    const store = new Store(createS3Client(storeConfigFromEnv(servers.env)));
    await Promise.all([store.ensureBucket(BUCKETS.source), store.ensureBucket(BUCKETS.encoded)]);
    const gatewayPort = options.gateway ? await pickGatewayPort(options) : null;
    await Promise.all([
      startChild('workflow'),
      startChild('metadata'),
      ...Array.from({ length: options.workers }, () => startChild('transcode')),
      ...(gatewayPort === null ? [] : [startChild('gateway', { FANOUT_GATEWAY_PORT: String(gatewayPort) })]),
    ]);
    onStep(`Workers: polling (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return { servers, gatewayUrl: gatewayPort === null ? null : `http://127.0.0.1:${gatewayPort}`, failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function pickGatewayPort({ ports, onStep }: StackOptions): Promise<number> {
  if (ports === 'free') return freePort();
  if (await isFree(GATEWAY_PORT)) return GATEWAY_PORT;
  const port = await freePort();
  onStep(`Gateway: port ${GATEWAY_PORT} is taken by something else; using ${port}`);
  return port;
}

/** A worker process. It ends itself when this process is gone: the channel between them closes. */
class Child {
  readonly ready: Promise<void>;
  readonly ended: Promise<string>;
  readonly #process: ChildProcess;

  constructor(name: string, env: Readonly<Record<string, string>>) {
    this.#process = fork(home.service(name), {
      // A process group of its own: Ctrl-C is the parent's to pass on, once, in order.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...env, FANOUT_LOG_DIR: home.logDir },
    });
    let complaint = '';
    this.#process.stderr?.on('data', (bytes) => {
      complaint = (complaint + String(bytes)).slice(-2_000);
    });
    this.ended = once(this.#process, 'exit').then(([code, signal]) => `${signal ?? `exit code ${code}`}`);
    const timeout = AbortSignal.timeout(READY_WITHIN_MS);
    this.ready = Promise.race([
      once(this.#process, 'message', { signal: timeout }).then(() => undefined),
      this.ended.then((how) => {
        throw new FanoutError(
          'STACK_UNREACHABLE',
          `The ${name} worker did not start (${how}).`,
          complaint.trim().split('\n').slice(-8),
        );
      }),
    ]);
    this.ready.catch(() => {});
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGTERM');
    const killer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.ended;
    clearTimeout(killer);
  }
}
