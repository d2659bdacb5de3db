import { join } from 'node:path';
import { FanoutError } from '../../services/core/index.ts';
import { freePort, isFree } from './ports.ts';
import { answers, findS3, LOCAL_ACCESS_KEY, startS3 } from './s3-server.ts';
import { stopServer } from './server-process.ts';
import { readState, StateFile } from './state.ts';
import { clusterId, readyNamespace } from './temporal-client.ts';
import { findTemporal, startTemporal } from './temporal-server.ts';

export { freePort, isFree } from './ports.ts';

/** The ports that people know; `free` ones never meet anybody else's. */
export interface Ports {
  readonly temporal: number;
  readonly ui: number;
  readonly s3: number;
}

export const STANDARD_PORTS: Ports = { temporal: 7233, ui: 8080, s3: 9000 };

export interface StartOptions {
  /** All data, configuration and the state file of the servers; made when it is not there. */
  readonly dataDir: string;
  readonly ports: Ports | 'free';
  readonly ui: boolean;
  readonly logDir: string;
  /** One line per step, for people. */
  readonly onStep: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface LocalServers {
  readonly temporal: { readonly address: string; readonly namespace: string };
  readonly uiUrl: string | null;
  readonly s3: { readonly endpoint: string; readonly accessKey: string; readonly secretKey: string };
  /** What workers need to know, under the names that they read. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends what was started here, and nothing else. */
  stop(): Promise<void>;
}

const NAMESPACE = process.env.TEMPORAL_NAMESPACE ?? 'default';
const PORT_ATTEMPTS = 2;

/**
 * Makes sure that a Temporal server, its UI and an S3 server are there: those named in the environment, those of this data
 * folder that are still running, or new ones.
 *
 * @throws FanoutError STACK_UNREACHABLE when one cannot be reached, found or started
 */
export async function startServers(options: StartOptions): Promise<LocalServers> {
  const state = await StateFile.open(options.dataDir);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(stops.splice(0).map((end) => end()));
  };
  const settled = await Promise.allSettled([temporal(options, state, stops), s3(options, state, stops)]);
  for (const result of settled) {
    if (result.status === 'fulfilled') continue;
    await stop();
    throw result.reason;
  }
  const [engine, store] = settled.map((result) => (result.status === 'fulfilled' ? result.value : null)) as [
    Awaited<ReturnType<typeof temporal>>,
    Awaited<ReturnType<typeof s3>>,
  ];
  return {
    temporal: { address: engine.address, namespace: NAMESPACE },
    uiUrl: engine.uiUrl,
    s3: store,
    env: {
      TEMPORAL_ADDRESS: engine.address,
      TEMPORAL_NAMESPACE: NAMESPACE,
      MINIO_ENDPOINT: store.endpoint,
      MINIO_ACCESS_KEY: store.accessKey,
      MINIO_SECRET_KEY: store.secretKey,
    },
    stop,
  };
}

async function temporal(options: StartOptions, state: StateFile, stops: (() => Promise<void>)[]) {
  const given = process.env.TEMPORAL_ADDRESS;
  if (given) {
    await readyNamespace(given, NAMESPACE).catch((error: unknown) => {
      throw new FanoutError('STACK_UNREACHABLE', `TEMPORAL_ADDRESS is ${given}, where no Temporal answers.`, [], {
        cause: error,
      });
    });
    options.onStep(`Temporal: ${given}, as TEMPORAL_ADDRESS says`);
    return { address: given, uiUrl: null };
  }
  const before = state.state.temporal;
  if (before && (await clusterId(before.address).catch(() => null)) === before.clusterId) {
    options.onStep(`Temporal: ours is running already at ${before.address}`);
    return { address: before.address, uiUrl: before.uiUrl };
  }
  return retryingPorts(options, async (pick) => {
    const port = await pick('Temporal', (ports) => ports.temporal);
    const uiPort = options.ui ? await pick('Temporal UI', (ports) => ports.ui) : null;
    const address = `127.0.0.1:${port}`;
    const started = Date.now();
    const { signal } = options;
    const { pid, uiPid } = await startTemporal({
      ...options,
      dataDir: join(options.dataDir, 'temporal'),
      port,
      uiPort,
      namespace: NAMESPACE,
      ...(signal ? { signal } : {}),
    });
    const uiUrl = uiPort !== null ? `http://127.0.0.1:${uiPort}` : null;
    await state.update({ temporal: { address, clusterId: await clusterId(address), pid, uiUrl } });
    stops.push(async () => {
      await Promise.all([stopServer(pid), uiPid === null ? undefined : stopServer(uiPid)]);
      await state.update({ temporal: null });
    });
    options.onStep(`Temporal: ${address}${uiUrl ? `, UI ${uiUrl}` : ''} (${seconds(started)})`);
    return { address, uiUrl };
  });
}

async function s3(options: StartOptions, state: StateFile, stops: (() => Promise<void>)[]) {
  const given = process.env.MINIO_ENDPOINT;
  if (given) {
    const endpoint = /^https?:\/\//.test(given) ? given : `http://${given}`;
    const accessKey = process.env.MINIO_ACCESS_KEY ?? '';
    const secretKey = process.env.MINIO_SECRET_KEY ?? '';
    await answers(endpoint, accessKey, secretKey).catch((error: unknown) => {
      throw new FanoutError('STACK_UNREACHABLE', `MINIO_ENDPOINT is ${given}, where no S3 takes these keys.`, [], {
        cause: error,
      });
    });
    options.onStep(`S3: ${endpoint}, as MINIO_ENDPOINT says`);
    return { endpoint, accessKey, secretKey };
  }
  const secretKey = state.state.s3Secret;
  const keys = { accessKey: LOCAL_ACCESS_KEY, secretKey };
  const before = state.state.s3;
  if (
    before &&
    (await answers(before.endpoint, LOCAL_ACCESS_KEY, secretKey).then(
      () => true,
      () => false,
    ))
  ) {
    options.onStep(`S3: ours is running already at ${before.endpoint}`);
    return { endpoint: before.endpoint, ...keys };
  }
  return retryingPorts(options, async (pick) => {
    const port = await pick('S3', (ports) => ports.s3);
    const endpoint = `http://127.0.0.1:${port}`;
    const started = Date.now();
    const { signal } = options;
    const pid = await startS3({ ...options, port, secretKey, ...(signal ? { signal } : {}) });
    await state.update({ s3: { endpoint, pid } });
    stops.push(async () => {
      await stopServer(pid);
      await state.update({ s3: null });
    });
    options.onStep(`S3: ${endpoint} (${seconds(started)})`);
    return { endpoint, ...keys };
  });
}

type PickPort = (label: string, of: (ports: Ports) => number) => Promise<number>;

/** Somebody may take a port between the look at it and the start: then once more, with others. */
async function retryingPorts<T>(options: StartOptions, start: (pick: PickPort) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const pick: PickPort = async (label, of) => {
      if (options.ports === 'free') return freePort();
      const wanted = of(options.ports);
      if (attempt === 1 && (await isFree(wanted))) return wanted;
      const port = await freePort();
      options.onStep(`${label}: port ${wanted} is taken by something else; using ${port}`);
      return port;
    };
    try {
      return await start(pick);
    } catch (error) {
      const portTaken =
        error instanceof FanoutError && error.details.some((line) => /address already in use/i.test(line));
      if (attempt === PORT_ATTEMPTS || !portTaken) throw error;
    }
  }
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** Where each server would come from, without starting it. */
export async function locateServers(): Promise<{ name: string; how: string }[]> {
  const quiet = () => {};
  const [engine, store] = await Promise.all([findTemporal(quiet), findS3(quiet)]);
  return [
    { name: 'Temporal', how: engine.how },
    { name: 'S3', how: store.how },
  ];
}

/** The environment of the servers that run on a data folder, for a command in another terminal; `null` when none do. */
export async function runningEnv(dataDir: string): Promise<Readonly<Record<string, string>> | null> {
  const state = await readState(dataDir);
  if (!state?.temporal || !state.s3) return null;
  return {
    TEMPORAL_ADDRESS: state.temporal.address,
    TEMPORAL_NAMESPACE: NAMESPACE,
    MINIO_ENDPOINT: state.s3.endpoint,
    MINIO_ACCESS_KEY: LOCAL_ACCESS_KEY,
    MINIO_SECRET_KEY: state.s3Secret,
  };
}
