import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createS3Client, prepareBuckets, Store, storeConfigFromEnv } from '../../services/store/index.ts';
import { freePort, type LocalServers, startServers } from '../../tools/stack/index.ts';
import { TestHome } from './home.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/** A stack on free ports whose workers a test can end as it likes. */
export class TestStack {
  readonly home: TestHome;
  readonly servers: LocalServers;
  readonly store: Store;
  readonly #workers = new Set<ChildProcess>();

  private constructor(home: TestHome, servers: LocalServers) {
    this.home = home;
    this.servers = servers;
    this.store = new Store(createS3Client(storeConfigFromEnv(servers.env)));
  }

  static async start(): Promise<TestStack> {
    const home = await TestHome.create();
    const servers = await startServers({
      dataDir: join(home.dir, 'data'),
      ports: 'free',
      ui: false,
      logDir: join(home.dir, 'logs'),
      onStep: () => {},
    });
    const stack = new TestStack(home, servers);
    await prepareBuckets(createS3Client(storeConfigFromEnv(servers.env)), { origins: ['*'] });
    return stack;
  }

  /** The same with a worker of each kind. */
  static async startWhole(): Promise<TestStack> {
    const stack = await TestStack.start();
    await Promise.all([stack.worker('workflow'), stack.worker('metadata'), stack.worker('transcode')]);
    return stack;
  }

  get dataDir(): string {
    return join(this.home.dir, 'data');
  }

  get scratchDir(): string {
    return join(this.home.dir, 'scratch');
  }

  /** Starts a worker, the gateway or the scaler, and waits until it works. */
  async worker(
    kind: 'workflow' | 'metadata' | 'transcode' | 'gateway' | 'scaler',
    env: Readonly<Record<string, string>> = {},
  ): Promise<ChildProcess> {
    const child = fork(join(dist, `${kind}.js`), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        ...process.env,
        ...this.servers.env,
        FANOUT_LOG_DIR: join(this.home.dir, 'logs'),
        FANOUT_SCRATCH_DIR: this.scratchDir,
        ...env,
      },
    });
    this.#workers.add(child);
    await once(child, 'message');
    return child;
  }

  /** Starts the gateway on a free port. @returns its address */
  async gateway(): Promise<string> {
    const port = await freePort();
    await this.worker('gateway', { FANOUT_GATEWAY_PORT: String(port) });
    return `http://127.0.0.1:${port}`;
  }

  fanout(...args: string[]) {
    return this.home.fanout(args, { ...this.servers.env });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#workers].map(endWorker));
    await this.servers.stop();
    await this.home.remove();
  }
}

/** Sends a signal and waits until the worker is gone. @returns seconds that it took */
export async function endWorker(child: ChildProcess, signal: unknown = 'SIGTERM'): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return 0;
  const started = Date.now();
  const gone = once(child, 'exit');
  child.kill(signal === 'SIGKILL' ? 'SIGKILL' : 'SIGTERM');
  await gone;
  return (Date.now() - started) / 1000;
}
