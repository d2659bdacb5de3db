import type { Client } from '@temporalio/client';
import { FanoutClient } from '../client/index.ts';
import { FanoutError, type VideoId, videoId } from '../core/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../store/index.ts';
import { connectClient, temporalConfigFromEnv } from '../temporal/index.ts';
import { describeStack, type Env, findStack, lookAtS3, type Stack, s3Trouble, stackOf } from './find-stack/index.ts';
import { ApiJobs } from './jobs/api-jobs.ts';
import type { Jobs } from './jobs/jobs.ts';
import { StackJobs } from './jobs/stack-jobs.ts';
import { out } from './output.ts';
import { wantsJson } from './usage-error.ts';

/** A connection to a stack that is running. */
export interface Session {
  readonly client: Client;
  readonly store: Store;
  close(): Promise<void>;
}

/** Finds the stack that is running, and says which it is. @throws FanoutError STACK_UNREACHABLE when there is none */
export async function findAndSayStack() {
  const stack = await findStack();
  sayStack(stack);
  return stack;
}

/** Once in a command; programs that read its JSON need not be told. */
export function sayStack(stack: Stack): void {
  if (process.stdout.isTTY || !wantsJson(process.argv)) out.say(`Stack: ${describeStack(stack)}`);
}

/** @throws FanoutError STACK_UNREACHABLE when Temporal or S3 does not answer, or S3 does not take the keys */
export async function openSession(where: Stack): Promise<Session> {
  const client = await connectClient(temporalConfigFromEnv(where.env));
  const look = await lookAtS3(where.env);
  if (look.state !== 'ready') {
    await client.connection.close();
    const { message, cause, todo } = s3Trouble(where, look);
    throw new FanoutError('STACK_UNREACHABLE', message, [], { hint: `${cause} ${todo}` });
  }
  const s3 = createS3Client(storeConfigFromEnv(where.env));
  return {
    client,
    store: new Store(s3),
    async close() {
      s3.destroy();
      await client.connection.close();
    },
  };
}

/** The same for a stack that was started a moment ago. @param env what its workers were given */
export function openSessionOf(env: Env): Promise<Session> {
  return openSession(stackOf(env));
}

/** An id that a user typed. @throws FanoutError VIDEO_NOT_FOUND when it cannot be one */
export function typedVideoId(text: string): VideoId {
  try {
    return videoId(text.replace(/^video-workflow-/, ''));
  } catch (error) {
    throw new FanoutError('VIDEO_NOT_FOUND', `${JSON.stringify(text)} is not a video id.`, [], { cause: error });
  }
}

/** The jobs of the stack that is meant: by the API where `FANOUT_URL` names one, else of the stack that is running. */
export async function withJobs<T>(work: (jobs: Jobs) => Promise<T>): Promise<T> {
  const { FANOUT_URL, FANOUT_API_KEY } = process.env;
  if (!FANOUT_URL) return withSession((session) => work(new StackJobs(session)));
  if (!URL.canParse(FANOUT_URL) || !/^https?:$/.test(new URL(FANOUT_URL).protocol)) {
    throw new FanoutError(
      'CONFIG_INVALID',
      `FANOUT_URL is "${FANOUT_URL}": it must be where a gateway is, such as https://videos.example.`,
    );
  }
  if (process.stdout.isTTY || !wantsJson(process.argv)) out.say(`Gateway: ${FANOUT_URL}`);
  return work(new ApiJobs(new FanoutClient({ baseUrl: FANOUT_URL, key: FANOUT_API_KEY || undefined }), FANOUT_URL));
}

/**
 * Opens a session with the stack that is running, for the length of some work that the API cannot do.
 * @throws FanoutError USAGE where an API is named; STACK_UNREACHABLE
 */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(await findAndSayStack());
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
