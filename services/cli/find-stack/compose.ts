import { join } from 'node:path';
import { BUCKETS, FanoutError } from '../../core/index.ts';
import { PLAIN_TEMPORAL } from '../../temporal/index.ts';
import type { Env, Stack } from './stack.ts';

/** What docker-compose.yml takes where neither the environment nor `.env` says something else. */
const DEFAULTS = {
  FANOUT_TEMPORAL_PORT: '7233',
  FANOUT_S3_PORT: '9000',
  FANOUT_GATEWAY_PORT: '8090',
  MINIO_ACCESS_KEY: 'fanout',
  MINIO_SECRET_KEY: 'fanout-on-this-machine',
} as const;

type Name = keyof typeof DEFAULTS;

/**
 * A stack of `docker compose up`, if there is one: where it would be, and what its S3 would take.
 * Reads what compose reads, and in its order: the environment, the file `.env` beside docker-compose.yml, defaults; what is
 * empty counts as not set.
 * @param dotEnv what is in the file
 * @param root the folder that it is in
 * @throws FanoutError USAGE when a port is none
 */
export function composeStack(env: Env, dotEnv: Env, root: string): Stack {
  const file = join(root, '.env');
  const look = (name: Name) => {
    if (env[name]) return { value: env[name], from: 'the environment' };
    if (dotEnv[name]) return { value: dotEnv[name], from: file };
    return { value: DEFAULTS[name], from: 'the default of docker-compose.yml' };
  };
  const port = (name: Name) => {
    const { value, from } = look(name);
    if (/^\d{1,5}$/.test(value) && Number(value) > 0 && Number(value) < 65_536) return value;
    throw new FanoutError('USAGE', `${name} is ${JSON.stringify(value)} in ${from}, which is no port.`, [], {
      hint: 'Give it a number from 1 to 65535, or leave it out.',
    });
  };
  const [accessKey, secretKey] = [look('MINIO_ACCESS_KEY'), look('MINIO_SECRET_KEY')];
  return {
    kind: 'compose',
    name: 'compose',
    gatewayUrl: `http://127.0.0.1:${port('FANOUT_GATEWAY_PORT')}`,
    keys: `"${accessKey.value}" (MINIO_ACCESS_KEY: ${accessKey.from}) and its secret (MINIO_SECRET_KEY: ${secretKey.from})`,
    env: {
      ...env,
      ...PLAIN_TEMPORAL,
      TEMPORAL_ADDRESS: `127.0.0.1:${port('FANOUT_TEMPORAL_PORT')}`,
      MINIO_ENDPOINT: `http://127.0.0.1:${port('FANOUT_S3_PORT')}`,
      MINIO_ACCESS_KEY: accessKey.value,
      MINIO_SECRET_KEY: secretKey.value,
      // Of another stack, should they be set here: compose hands them to no container.
      FANOUT_VIDEOS_BUCKET: BUCKETS.source,
      FANOUT_ENCODED_BUCKET: BUCKETS.encoded,
    },
  };
}
