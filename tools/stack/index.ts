import { randomUUID } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { BUCKETS } from '../../services/core/index.ts';
import { PLAIN_TEMPORAL } from '../../services/temporal/index.ts';
import { localS3, namedS3 } from './ensure-s3.ts';
import { localTemporal, NAMESPACE, namedTemporal } from './ensure-temporal.ts';
import { describeWay, notFound } from './find-program.ts';
import { withLock } from './lock.ts';
import type { StartOptions } from './options.ts';
import { endGroup, isServerOf } from './process.ts';
import { TEMPORAL_CLI, TEMPORAL_SERVER, VERSITYGW } from './programs.ts';
import { deadServers, type Places, reviveServers } from './revive.ts';
import { LOCAL_ACCESS_KEY } from './s3-server.ts';
import { livingUsers, readState, StateFile } from './state.ts';

export type { StartOptions } from './options.ts';
export { freePort, freePorts, isFree, type Ports, STANDARD_PORTS } from './ports.ts';

/** A server of ours has buckets of our names, whatever those of another stack that the environment names are called. */
const OWN_BUCKETS = { FANOUT_VIDEOS_BUCKET: BUCKETS.source, FANOUT_ENCODED_BUCKET: BUCKETS.encoded };

export interface LocalServers {
  readonly temporal: { readonly address: string; readonly namespace: string };
  readonly uiUrl: string | null;
  readonly s3: { readonly endpoint: string; readonly accessKey: string; readonly secretKey: string };
  /** What workers need to know, under the names that they read. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the servers of this data folder, unless another process uses them still. Those of the environment stay. */
  stop(): Promise<void>;
  /** Names of those of this data folder whose process is gone. */
  dead(): Promise<string[]>;
  /** Starts those again, on the same ports and data. @throws FanoutError STACK_UNREACHABLE */
  revive(): Promise<void>;
}

/**
 * Makes sure that a Temporal server, its UI and an S3 server are there: those named in the environment, those of this data
 * folder that are still running, or new ones.
 *
 * @throws FanoutError STACK_UNREACHABLE when one cannot be reached, found or started; the signal's reason when it fires
 */
export async function startServers(given: StartOptions): Promise<LocalServers> {
  await mkdir(given.dataDir, { recursive: true });
  // A server is known again by the folder in its command line.
  const options = { ...given, dataDir: await realpath(given.dataDir) };
  const onWait = () => options.onStep('Another Fanout is starting or stopping these servers; waiting for that.');
  return withLock(lockOf(options.dataDir), () => start(options), { ...options, onWait });
}

async function start(options: StartOptions): Promise<LocalServers> {
  const { dataDir } = options;
  const file = await StateFile.open(dataDir);
  const user = { id: randomUUID(), pid: process.pid };
  await file.update({ users: [...livingUsers(file.state), user] });
  const { TEMPORAL_ADDRESS, MINIO_ENDPOINT } = process.env;
  const oneFailed = new AbortController();
  const attempt = {
    ...options,
    signal: AbortSignal.any([oneFailed.signal, ...(options.signal ? [options.signal] : [])]),
  };
  const orGiveUp = <T>(part: Promise<T>): Promise<T> => {
    part.catch((error: unknown) => oneFailed.abort(error));
    return part;
  };
  const parts = [
    orGiveUp(TEMPORAL_ADDRESS ? namedTemporal(TEMPORAL_ADDRESS, attempt) : localTemporal(attempt, file)),
    orGiveUp(MINIO_ENDPOINT ? namedS3(MINIO_ENDPOINT, attempt) : localS3(attempt, file)),
  ] as const;
  try {
    const [engine, s3] = await Promise.all(parts);
    options.signal?.throwIfAborted();
    const env = {
      TEMPORAL_ADDRESS: engine.address,
      TEMPORAL_NAMESPACE: NAMESPACE,
      MINIO_ENDPOINT: s3.endpoint,
      MINIO_ACCESS_KEY: s3.accessKey,
      MINIO_SECRET_KEY: s3.secretKey,
      ...(MINIO_ENDPOINT ? {} : OWN_BUCKETS),
      ...(TEMPORAL_ADDRESS ? {} : PLAIN_TEMPORAL),
    };
    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= withLock(lockOf(dataDir), async () => leave(dataDir, user.id, await StateFile.open(dataDir)));
      return stopping;
    };
    const places: Places = {
      ...(TEMPORAL_ADDRESS ? {} : { temporal: engine.address, ...(engine.uiUrl ? { uiUrl: engine.uiUrl } : {}) }),
      ...(MINIO_ENDPOINT ? {} : { s3: s3.endpoint }),
    };
    return {
      temporal: { address: engine.address, namespace: NAMESPACE },
      uiUrl: engine.uiUrl,
      s3,
      env,
      stop,
      dead: () => deadServers(dataDir, places),
      revive: () =>
        withLock(lockOf(dataDir), async () => reviveServers(options, await StateFile.open(dataDir), places), options),
    };
  } catch (error) {
    await Promise.allSettled(parts);
    await leave(dataDir, user.id, file);
    throw error;
  }
}

/** The last one out ends the servers, also those that a killed process left behind. */
async function leave(dataDir: string, userId: string, file: StateFile): Promise<void> {
  const users = livingUsers(file.state).filter(({ id }) => id !== userId);
  if (users.length > 0) return file.update({ users });
  const { temporal, ui, s3 } = file.state;
  const ends = [temporal?.pid, ui?.pid, s3?.pid].map(async (pid) => {
    if (pid && (await isServerOf(dataDir, pid))) await endGroup(pid);
  });
  await Promise.all(ends);
  await file.update({ temporal: null, ui: null, s3: null, users: [] });
}

function lockOf(dataDir: string): string {
  return join(dataDir, 'servers.lock');
}

/** Where each server would come from, without fetching, building or starting it. @throws FanoutError when one is nowhere */
export async function locateServers(): Promise<{ name: string; how: string }[]> {
  const { TEMPORAL_ADDRESS, MINIO_ENDPOINT } = process.env;
  const locate = async (name: string, named: string | undefined, programs: Parameters<typeof describeWay>[0]) => {
    const how = named ? `${name} at ${named}, as the environment says` : await describeWay(programs);
    if (how === null) throw notFound(programs);
    return { name, how };
  };
  return Promise.all([
    locate('Temporal', TEMPORAL_ADDRESS, [TEMPORAL_CLI, TEMPORAL_SERVER]),
    locate('S3', MINIO_ENDPOINT, [VERSITYGW]),
  ]);
}

/** The servers that run on a data folder, for a command in another terminal. */
export interface RunningServers {
  readonly env: Readonly<Record<string, string>>;
  /** Whether all of them run: one that ended may be about to be started again. */
  readonly whole: boolean;
}

/** `null` when none run: what was noted of a stack that was killed, or whose machine was, says nothing any more. */
export async function runningServers(dataDir: string): Promise<RunningServers | null> {
  const { temporal, s3, s3Secret } = await readState(dataDir);
  if (!temporal || !s3) return null;
  const folder = await realpath(dataDir);
  const alive = await Promise.all([temporal.pid, s3.pid].map((pid) => isServerOf(folder, pid)));
  if (!alive.includes(true)) return null;
  const env = {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: NAMESPACE,
    MINIO_ENDPOINT: s3.endpoint,
    MINIO_ACCESS_KEY: LOCAL_ACCESS_KEY,
    MINIO_SECRET_KEY: s3Secret,
    ...OWN_BUCKETS,
    ...PLAIN_TEMPORAL,
  };
  return { env, whole: !alive.includes(false) };
}
