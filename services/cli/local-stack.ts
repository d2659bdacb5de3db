import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isFree, type LocalServers, type Ports, startServers } from '../../tools/stack/index.ts';
import { asFanoutError } from '../core/index.ts';
import { createS3Client, prepareBuckets, storeConfigFromEnv } from '../store/index.ts';
import { connectClient, temporalConfigFromEnv } from '../temporal/index.ts';
import { Autoscaler } from './autoscaler.ts';
import { home } from './home.ts';
import { keepRunning } from './keep-running.ts';
import type { LocalScaling } from './local-scaling.ts';
import { supervisorSays } from './supervisor-log.ts';
import { Workers } from './workers.ts';

export interface StackOptions {
  readonly dataDir: string;
  readonly ports: Ports | 'free';
  /** Transcode workers. */
  readonly workers: number;
  /** Let workers come and go, the fewest at first; without it, they are as many as at the start. */
  readonly scaling?: LocalScaling;
  readonly ui: boolean;
  readonly gateway: boolean;
  /** Start again what ends or turns unhealthy, rather than fail. */
  readonly supervise: boolean;
  /** What its events are signed with; without it, they cannot be delivered. */
  readonly webhookSecret?: string | undefined;
  readonly onStep: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface LocalStack {
  readonly servers: LocalServers;
  readonly gatewayUrl: string | null;
  /** Rejects when a worker ends although nobody asked it to, unless it is supervised. */
  readonly failed: Promise<never>;
  /** Drains the workers, then ends the servers that were started here. */
  stop(): Promise<void>;
}

const GATEWAY_PORT = 8090;
const SERVERS_EVERY_MS = 2_000;

/** Servers, workers and the gateway on this machine, all ready when it returns. @throws FanoutError STACK_UNREACHABLE */
export async function startLocalStack(options: StackOptions): Promise<LocalStack> {
  const { dataDir, ports, ui, onStep, scaling, signal } = options;
  const started = Date.now();
  const servers = await startServers({
    dataDir,
    ports,
    ui,
    logDir: home.logDir,
    onStep,
    ...(signal ? { signal } : {}),
  });
  const workers = new Workers(
    {
      ...servers.env,
      FANOUT_SCRATCH_DIR: join(dataDir, 'scratch'),
      ...(options.webhookSecret ? { FANOUT_WEBHOOK_SECRET: options.webhookSecret } : {}),
      ...(scaling ? { FANOUT_TRANSCODE_SLOTS: String(scaling.transcodeSlots) } : {}),
    },
    { supervise: options.supervise, listIn: dataDir },
  );
  const stopping = new AbortController();
  let stopScaling = async () => {};
  const stop = async () => {
    stopping.abort();
    // A worker that is being started comes to its end by the second.
    await Promise.all([stopScaling(), workers.stop()]);
    await servers.stop();
  };
  try {
    // Pages are served from another port than S3.
    await prepareBuckets(createS3Client(storeConfigFromEnv(servers.env)), { origins: ['*'] });
    const gatewayPort = options.gateway ? await pickGatewayPort(options) : null;
    await Promise.all([
      workers.start('workflow'),
      ...Array.from({ length: scaling?.metadata.min ?? 1 }, () => workers.start('metadata')),
      ...Array.from({ length: scaling?.transcode.min ?? options.workers }, () => workers.start('transcode')),
      ...(gatewayPort === null ? [] : [workers.start('gateway', { FANOUT_GATEWAY_PORT: String(gatewayPort) })]),
    ]);
    if (options.supervise) keepServers(servers, stopping.signal);
    if (scaling) stopScaling = await scaleWorkers(workers, scaling, servers);
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

/** @returns what ends it */
async function scaleWorkers(
  workers: Workers,
  scaling: LocalScaling,
  { env }: LocalServers,
): Promise<() => Promise<void>> {
  const client = await connectClient(temporalConfigFromEnv(env), { retry: false });
  const autoscaler = new Autoscaler({ workers, scaling, client, say: supervisorSays });
  return async () => {
    await autoscaler.stop();
    await client.connection.close();
  };
}

/** Servers that die are started again where they were: workers and commands find them there. */
function keepServers(servers: LocalServers, signal: AbortSignal): void {
  const untilTrouble = async () => {
    for (;;) {
      await sleep(SERVERS_EVERY_MS, undefined, { signal });
      const dead = await servers.dead();
      if (dead.length > 0) return `${dead.join(' and ')} ended.`;
    }
  };
  keepRunning({ what: 'The local servers are', untilTrouble, restart: servers.revive }, supervisorSays, signal).catch(
    (error: unknown) => {
      if (!signal.aborted) supervisorSays(`Local servers are not watched any more: ${asFanoutError(error).message}`);
    },
  );
}

async function pickGatewayPort({ ports, onStep }: StackOptions): Promise<number> {
  if (ports === 'free') return freePort();
  if (await isFree(GATEWAY_PORT)) return GATEWAY_PORT;
  const port = await freePort();
  onStep(`Gateway: port ${GATEWAY_PORT} is taken by something else; using ${port}`);
  return port;
}
