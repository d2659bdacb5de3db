import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FanoutError } from '../../services/core/index.ts';
import { readyNamespace, temporalConfigFromEnv } from '../../services/temporal/index.ts';
import { cacheDir } from './cache.ts';
import { localUi } from './ensure-ui.ts';
import { withLock } from './lock.ts';
import { type StartOptions, seconds } from './options.ts';
import { type PickPort, retryingPorts } from './ports.ts';
import { endGroup, isServerOf } from './process.ts';
import { TEMPORAL_CLI } from './programs.ts';
import type { StateFile } from './state.ts';
import { isStillThere } from './still-there.ts';
import { clusterId } from './temporal-client.ts';
import { findTemporal, startTemporal } from './temporal-server.ts';

export const NAMESPACE = process.env.TEMPORAL_NAMESPACE ?? 'default';

export interface Engine {
  readonly address: string;
  readonly uiUrl: string | null;
}

/** The Temporal that the environment names. @throws FanoutError STACK_UNREACHABLE when it does not answer */
export async function namedTemporal(address: string, { onStep }: StartOptions): Promise<Engine> {
  await readyNamespace({ ...temporalConfigFromEnv(process.env), address, namespace: NAMESPACE }).catch(
    (error: unknown) => {
      const why = error instanceof Error ? [error.message] : [];
      throw new FanoutError(
        'STACK_UNREACHABLE',
        `TEMPORAL_ADDRESS is ${address}, where no Temporal with the namespace "${NAMESPACE}" answers.`,
        why,
        { cause: error },
      );
    },
  );
  onStep(`Temporal: ${address}, as TEMPORAL_ADDRESS says`);
  return { address, uiUrl: null };
}

/** Temporal on this data folder, with its UI when that is wanted: the one that runs already, or a new one. */
export async function localTemporal(options: StartOptions, file: StateFile): Promise<Engine> {
  const { temporal: known, ui } = file.state;
  const isItself = async () =>
    known !== null && known.clusterId !== null && (await clusterId(known.address)) === known.clusterId;
  if (known && (await isStillThere(options.dataDir, known.pid, isItself))) {
    options.onStep(`Temporal: ours is running already at ${known.address}`);
    return { address: known.address, uiUrl: options.ui ? await localUi(options, file, known.address) : null };
  }
  if (ui?.pid && (await isServerOf(options.dataDir, ui.pid))) await endGroup(ui.pid);
  await file.update({ temporal: null, ui: null });
  const found = await findTemporal(options);
  const hasUi = found.program === TEMPORAL_CLI && options.ui;
  const engine = await withPorts(options, async (pick) => {
    const started = Date.now();
    const port = await pick('Temporal', (ports) => ports.temporal);
    const uiPort = hasUi ? await pick('Temporal UI', (ports) => ports.ui) : null;
    const address = `127.0.0.1:${port}`;
    const uiUrl = uiPort === null ? null : `http://127.0.0.1:${uiPort}`;
    const pid = await startTemporal(found, {
      ...options,
      dataDir: join(options.dataDir, 'temporal'),
      port,
      uiPort,
      namespace: NAMESPACE,
      onSpawn: (spawned) => file.update({ temporal: { address, clusterId: null, pid: spawned } }),
    });
    const temporal = { address, clusterId: await clusterId(address), pid };
    await file.update({ temporal, ui: uiUrl === null ? null : { url: uiUrl, pid: null } });
    options.onStep(`Temporal: ${address}${uiUrl ? `, UI ${uiUrl}` : ''} (${seconds(started)}; ${found.how})`);
    return { address, uiUrl };
  });
  return options.ui && !hasUi ? { ...engine, uiUrl: await localUi(options, file, engine.address) } : engine;
}

/**
 * At the standard ports one start at a time: of two that find the same port free, the later would meet the earlier one's
 * server there and take it for its own.
 */
async function withPorts<T>(options: StartOptions, start: (pick: PickPort) => Promise<T>): Promise<T> {
  if (options.ports === 'free') return retryingPorts(options, start);
  await mkdir(cacheDir(), { recursive: true });
  return withLock(join(cacheDir(), 'ports.lock'), () => retryingPorts(options, start), options);
}
