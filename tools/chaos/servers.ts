import { join } from 'node:path';
import type { LocalServers } from '../stack/index.ts';
import { freePorts } from '../stack/ports.ts';
import { endGroup } from '../stack/process.ts';
import { findS3, LOCAL_ACCESS_KEY, startS3 } from '../stack/s3-server.ts';
import { findTemporal, startTemporal } from '../stack/temporal-server.ts';

const NAMESPACE = 'default';
const SECRET = 'chaos-on-loopback-only';

/** A server that can be killed and started again at the same address, on the same data. */
export class Server {
  #pid: number | null = null;
  #closed = false;
  readonly #launch: (onSpawn: (pid: number) => Promise<void>) => Promise<number>;

  constructor(launch: (onSpawn: (pid: number) => Promise<void>) => Promise<number>) {
    this.#launch = launch;
  }

  /** Resolves when it answers. @throws FanoutError STACK_UNREACHABLE */
  async start(): Promise<void> {
    if (this.#closed) return;
    await this.#launch(async (pid) => {
      this.#pid = pid;
    });
  }

  /** kill -9. */
  kill(): void {
    if (this.#pid !== null) process.kill(-this.#pid, 'SIGKILL');
    this.#pid = null;
  }

  async stop(): Promise<void> {
    this.#closed = true;
    if (this.#pid !== null) await endGroup(this.#pid);
    this.#pid = null;
  }
}

export interface Servers {
  readonly temporal: Server;
  readonly s3: Server;
  /** What workers need to know, under the names that they read. */
  readonly env: LocalServers['env'] & { readonly MINIO_ENDPOINT: string };
}

/** A Temporal and an S3 server of this folder's own, on free ports; neither is started yet. */
export async function prepareServers(
  dir: string,
  { onStep, signal }: { readonly onStep: (line: string) => void; readonly signal: AbortSignal },
): Promise<Servers> {
  const [foundTemporal, foundS3] = await Promise.all([findTemporal({ onStep, signal }), findS3({ onStep, signal })]);
  const [temporalPort = 0, s3Port = 0] = await freePorts(2, []);
  const logDir = join(dir, 'logs');
  return {
    temporal: new Server((onSpawn) =>
      startTemporal(foundTemporal, {
        ...{ dataDir: join(dir, 'temporal'), logDir, port: temporalPort, uiPort: null, namespace: NAMESPACE },
        ...{ onSpawn, signal },
      }),
    ),
    s3: new Server((onSpawn) =>
      startS3(foundS3, { dataDir: dir, logDir, port: s3Port, secretKey: SECRET, onSpawn, signal }),
    ),
    env: {
      TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
      TEMPORAL_NAMESPACE: NAMESPACE,
      MINIO_ENDPOINT: `http://127.0.0.1:${s3Port}`,
      MINIO_ACCESS_KEY: LOCAL_ACCESS_KEY,
      MINIO_SECRET_KEY: SECRET,
    },
  };
}
