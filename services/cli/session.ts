import type { Client } from '@temporalio/client';
import { runningEnv } from '../../tools/stack/index.ts';
import { BUCKETS, FanoutError, type VideoId, videoId } from '../core/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../store/index.ts';
import { connectClient, temporalConfigFromEnv } from '../temporal/index.ts';
import { home } from './home.ts';

/** A connection to a stack that is running. */
export interface Session {
  readonly client: Client;
  readonly store: Store;
  close(): Promise<void>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** What the environment names, else the stack that `fanout up` started in this clone. */
export async function stackEnv(): Promise<Env> {
  if (process.env.TEMPORAL_ADDRESS && process.env.MINIO_ENDPOINT) return process.env;
  return { ...(await runningEnv(home.dataDir)), ...process.env };
}

/** @throws FanoutError STACK_UNREACHABLE when Temporal or S3 does not answer */
export async function openSession(env?: Env): Promise<Session> {
  const known = env ?? (await stackEnv());
  const client = await connectClient(temporalConfigFromEnv(known));
  const s3 = createS3Client(storeConfigFromEnv(known));
  const store = new Store(s3);
  try {
    if (!(await store.hasBucket(BUCKETS.encoded))) throw new Error(`it has no bucket "${BUCKETS.encoded}"`);
  } catch (error) {
    await client.connection.close();
    const why = error instanceof Error ? error.message : String(error);
    throw new FanoutError('STACK_UNREACHABLE', `S3 cannot be used: ${why}`, [], { cause: error });
  }
  return {
    client,
    store,
    async close() {
      s3.destroy();
      await client.connection.close();
    },
  };
}

/** An id that a user typed. @throws FanoutError VIDEO_NOT_FOUND when it cannot be one */
export function typedVideoId(text: string): VideoId {
  try {
    return videoId(text.replace(/^video-workflow-/, ''));
  } catch (error) {
    throw new FanoutError('VIDEO_NOT_FOUND', `${JSON.stringify(text)} is not a video id.`, [], { cause: error });
  }
}

/** Opens a session for the length of some work. */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession();
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
