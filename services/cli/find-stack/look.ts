import { connect } from 'node:net';
import { asFanoutError, BUCKETS } from '../../core/index.ts';
import { createS3Client, keyRefusal, Store, storeConfigFromEnv } from '../../store/index.ts';
import { connectClient, temporalConfigFromEnv } from '../../temporal/index.ts';
import type { Env } from './stack.ts';

/** What was found of an S3. */
export type S3Look =
  | { readonly state: 'ready' | 'no-bucket' | 'silent' }
  /** With what it calls that. */
  | { readonly state: 'refuses-keys'; readonly why: string }
  | { readonly state: 'failing'; readonly why: string };

/** What was found where a stack might be. */
export interface StackLook {
  readonly temporal: 'answers' | 'silent' | 'not-yet';
  readonly s3: S3Look;
}

const ACCEPT_MS = 3_000;

/** Looks whether a stack is there. Quick where nobody listens, which the clients are not: they wait for somebody to come. */
export async function lookAt(env: Env): Promise<StackLook> {
  const [temporal, s3] = await Promise.all([lookAtTemporal(env), lookAtS3(env)]);
  return { temporal, s3 };
}

async function lookAtTemporal(env: Env): Promise<StackLook['temporal']> {
  const config = temporalConfigFromEnv(env);
  if (!(await isListening(`tcp://${config.address}`))) return 'silent';
  const client = await connectClient(config).catch(() => null);
  await client?.connection.close();
  // Docker listens for a container from its start on; what is in it may take a while.
  return client ? 'answers' : 'not-yet';
}

/** Looks whether an S3 has the buckets and takes the keys. */
export async function lookAtS3(env: Env, bucket: string = BUCKETS.encoded): Promise<S3Look> {
  const config = storeConfigFromEnv(env);
  if (config.endpoint && !(await isListening(config.endpoint))) return { state: 'silent' };
  const client = createS3Client(config);
  const store = new Store(client);
  try {
    return { state: (await store.hasBucket(bucket)) ? 'ready' : 'no-bucket' };
  } catch (error) {
    const refusal = keyRefusal(error);
    if (refusal === null) return { state: 'failing', why: asFanoutError(error).message };
    return { state: 'refuses-keys', why: await nameOf(store, bucket, refusal) };
  } finally {
    client.destroy();
  }
}

/** Asks once more, for something whose answer says why it is refused. */
async function nameOf(store: Store, bucket: string, status: string): Promise<string> {
  try {
    await store.list(bucket, 'no-such-prefix/').next();
    return status;
  } catch (error) {
    return keyRefusal(error) ?? status;
  }
}

async function isListening(address: string): Promise<boolean> {
  if (!URL.canParse(address)) return false;
  const { hostname, port, protocol } = new URL(address);
  const number = Number(port) || (protocol === 'https:' ? 443 : 80);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: number, timeout: ACCEPT_MS });
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('timeout', () => resolve(false));
    socket.once('error', () => resolve(false));
  }).finally(() => socket.destroy());
}
