import { join } from 'node:path';
import { freePort, isFree, type LocalServers, type Ports, startServers } from '../../tools/stack/index.ts';
import { BUCKETS } from '../core/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../store/index.ts';
import { home } from './home.ts';
import { Workers } from './workers.ts';

export interface StackOptions {
  readonly dataDir: string;
  readonly ports: Ports | 'free';
  /** Transcode workers. */
  readonly workers: number;
  readonly ui: boolean;
  readonly gateway: boolean;
  /** What its events are signed with; without it, they cannot be delivered. */
  readonly webhookSecret?: string | undefined;
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
  const workers = new Workers({
    ...servers.env,
    FANOUT_SCRATCH_DIR: join(dataDir, 'scratch'),
    FANOUT_WEBHOOK_SECRET: options.webhookSecret,
  });
  const stop = async () => {
    await workers.stop();
    await servers.stop();
  };
  try {
    const store = new Store(createS3Client(storeConfigFromEnv(servers.env)));
    await Promise.all([store.ensureBucket(BUCKETS.source), store.ensureBucket(BUCKETS.encoded)]);
    const gatewayPort = options.gateway ? await pickGatewayPort(options) : null;
    await Promise.all([
      workers.start('workflow'),
      workers.start('metadata'),
      ...Array.from({ length: options.workers }, () => workers.start('transcode')),
      ...(gatewayPort === null ? [] : [workers.start('gateway', { FANOUT_GATEWAY_PORT: String(gatewayPort) })]),
    ]);
    onStep(`Workers: polling (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return {
      servers,
      gatewayUrl: gatewayPort === null ? null : `http://127.0.0.1:${gatewayPort}`,
      failed: workers.failed,
      stop,
    };
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
