import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { BUCKETS } from '../../services/core/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../../services/store/index.ts';
import { connectClient, temporalConfigFromEnv } from '../../services/temporal/index.ts';
import { type WatchedTools, watchTools } from './encode-log.ts';
import { S3FaultProxy } from './s3-fault-proxy.ts';
import { prepareServers, type Servers } from './servers.ts';
import { WorkerSlot } from './worker-slot.ts';

/** Chunks that one transcode worker encodes at once. */
export const TRANSCODE_SLOTS = 2;
/** Short, so that a run has room for several drains; longer than a chunk of these clips takes. */
const DRAIN_SECONDS = '8';

export interface ChaosOptions {
  readonly dir: string;
  readonly seed: number;
  /** Their names, such as `transcode-1`. */
  readonly workers: readonly string[];
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Servers, workers and the proxy between them, all of this run's own, for something to happen to. */
export interface ChaosStack {
  readonly dir: string;
  readonly signal: AbortSignal;
  readonly servers: Servers;
  readonly proxy: S3FaultProxy;
  readonly tools: WatchedTools;
  readonly slots: readonly WorkerSlot[];
  /** S3 without the proxy. */
  readonly store: Store;
  readonly client: Client;
  /** What happened although nobody asked for it. */
  readonly surprises: readonly string[];
  stop(): Promise<void>;
}

/** @throws FanoutError STACK_UNREACHABLE when a server does not start */
export async function startChaosStack({ dir, seed, workers, signal, say }: ChaosOptions): Promise<ChaosStack> {
  const servers = await prepareServers(dir, { onStep: say, signal });
  const ends: (() => Promise<unknown>)[] = [() => servers.temporal.stop(), () => servers.s3.stop()];
  const stop = async () => {
    for (const end of ends.reverse()) await end();
  };
  try {
    await Promise.all([servers.temporal.start(), servers.s3.start()]);
    const proxy = await S3FaultProxy.start({ target: servers.env.MINIO_ENDPOINT, seed });
    ends.push(() => proxy.stop());
    const s3 = createS3Client(storeConfigFromEnv(servers.env));
    const store = new Store(s3);
    await Promise.all(Object.values(BUCKETS).map((bucket) => store.ensureBucket(bucket)));
    const client = await connectClient(temporalConfigFromEnv(servers.env));
    ends.push(
      async () => s3.destroy(),
      () => client.connection.close(),
    );
    const tools = await watchTools(dir);
    const surprises: string[] = [];
    const slots = workers.map(
      (name) => new WorkerSlot(slotOptions(name, dir, { servers, proxy, tools, surprises, say })),
    );
    ends.push(() => Promise.all(slots.map((slot) => slot.close())));
    await Promise.all(slots.map((slot) => slot.start()));
    return { dir, signal, servers, proxy, tools, slots, store, client, surprises, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface SlotContext extends Pick<ChaosStack, 'servers' | 'proxy' | 'tools'> {
  readonly surprises: string[];
  readonly say: (line: string) => void;
}

function slotOptions(name: string, dir: string, { servers, proxy, tools, surprises, say }: SlotContext) {
  return {
    name,
    // Seen from `dist/chaos.js`.
    program: fileURLToPath(new URL(`./${name.replace(/-\d+$/, '')}.js`, import.meta.url)),
    env: {
      ...servers.env,
      ...tools.env,
      MINIO_ENDPOINT: proxy.endpoint,
      FANOUT_LOG_DIR: join(dir, 'logs', name),
      FANOUT_SCRATCH_DIR: scratchDir(dir),
      FANOUT_TRANSCODE_SLOTS: String(TRANSCODE_SLOTS),
      FANOUT_DRAIN_SECONDS: DRAIN_SECONDS,
    },
    onSurprise: (what: string) => {
      surprises.push(what);
      say(`!! ${what}`);
    },
  };
}

/** Where all workers of a run have their scratch files. */
export function scratchDir(dir: string): string {
  return join(dir, 'scratch');
}
