import { BUCKETS } from '../../core/index.ts';
import { realBucket, storeConfigFromEnv } from '../../store/index.ts';
import type { S3Look } from './look.ts';
import { placeOf, type Stack, type StackKind } from './stack.ts';

export interface S3Trouble {
  readonly message: string;
  readonly cause: string;
  readonly todo: string;
}

/** What is wrong with an S3 that cannot be used, why that may be, and what to do about it. */
export function s3Trouble(stack: Stack, look: S3Look, bucket: string = BUCKETS.encoded): S3Trouble {
  const config = storeConfigFromEnv(stack.env);
  const where = `S3 ${config.endpoint ? 'at ' : ''}${placeOf(config)}`;
  switch (look.state) {
    case 'refuses-keys':
      return look.why === 'RequestTimeTooSkewed'
        ? {
            message: `${where} refuses requests: its clock and that of this machine differ (RequestTimeTooSkewed).`,
            cause: 'A machine that slept, or a virtual one, may have a clock that is late.',
            todo: 'Set the clocks right, for instance by restarting the machine or Docker.',
          }
        : {
            message: `${where} does not take the keys (${look.why}). Tried: ${stack.keys}.`,
            cause: 'It was started with other keys, or is not of this stack.',
            todo: config.endpoint ? KEYS_TODO[stack.kind] : AWS_KEYS_TODO,
          };
    case 'no-bucket':
      return {
        message: `${where} has no bucket "${config.buckets ? realBucket(config.buckets, bucket) : bucket}".`,
        cause: 'The stack is being started, or what makes its buckets has failed.',
        todo: BUCKET_TODO[stack.kind],
      };
    case 'failing':
      return {
        message: `${where} cannot be used: ${look.why}`,
        cause: 'It is in trouble of its own, often a full disk or a folder that it may not write in.',
        todo: LOGS_TODO[stack.kind],
      };
    default:
      return { message: `${where} does not answer.`, cause: 'It is not running.', todo: START_TODO[stack.kind] };
  }
}

const KEYS_TODO: Readonly<Record<StackKind, string>> = {
  environment: 'Set MINIO_ACCESS_KEY and MINIO_SECRET_KEY to those that it was started with.',
  up: 'Stop "fanout up" and start it again.',
  compose:
    'Put the MINIO_ACCESS_KEY and MINIO_SECRET_KEY that it was started with into .env beside docker-compose.yml, or the environment, or start it again with these: "docker compose up -d". Should it not be yours, give yours other ports there (FANOUT_TEMPORAL_PORT, FANOUT_S3_PORT).',
};

const AWS_KEYS_TODO = 'Sign in to AWS ("aws sso login", AWS_PROFILE) as somebody who may read and write both buckets.';

const BUCKET_TODO: Readonly<Record<StackKind, string>> = {
  environment:
    'Make the buckets "videos" and "encoded", or name others by FANOUT_VIDEOS_BUCKET and FANOUT_ENCODED_BUCKET.',
  up: 'Wait a moment; else stop "fanout up" and start it again.',
  compose: 'Wait a moment; else "docker compose up -d" makes them, and "docker compose logs" says why it could not.',
};

const LOGS_TODO: Readonly<Record<StackKind, string>> = {
  environment: 'See its own log.',
  up: 'See logs/s3.log.',
  compose: 'See "docker compose ps -a" and "docker compose logs minio".',
};

export const START_TODO: Readonly<Record<StackKind, string>> = {
  environment:
    'Start it, or correct TEMPORAL_ADDRESS and MINIO_ENDPOINT; without them a stack on this machine is looked for.',
  up: 'It is started again by itself if "fanout up" still runs; else run "npx fanout up".',
  compose: 'Run "docker compose up -d"; "docker compose ps -a" says what has ended, and "docker compose logs" why.',
};
