import { type StoreConfig, storeConfigFromEnv } from '../../store/index.ts';
import { temporalConfigFromEnv } from '../../temporal/index.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** Who has started a stack: whoever set the environment, `fanout up` in this clone, or `docker compose up`. */
export type StackKind = 'environment' | 'up' | 'compose';

/** A stack that commands can talk to. */
export interface Stack {
  readonly kind: StackKind;
  /** For people: `compose`, `fanout up in <dir>`, `environment`. */
  readonly name: string;
  /** What workers and commands read. */
  readonly env: Env;
  /** Where the keys for S3 come from, for people, without the secret. */
  readonly keys: string;
  /** Where its videos can be watched, if that is known. */
  readonly gatewayUrl?: string;
}

/** Of a stack that nobody gave a name: its environment says it all. */
export function stackOf(env: Env): Stack {
  return { kind: 'environment', name: 'environment', env, keys: environmentKeys(env) };
}

/** One line that says which stack it is, and where. */
export function describeStack({ name, env }: Stack): string {
  return `${name} (Temporal ${temporalConfigFromEnv(env).address}, S3 ${placeOf(storeConfigFromEnv(env))})`;
}

/** Where an S3 is, for people. */
export function placeOf({ endpoint, region }: Pick<StoreConfig, 'endpoint' | 'region'>): string {
  return endpoint ? endpoint.replace(/^http:\/\//, '') : `at AWS in ${region}`;
}

function environmentKeys({ MINIO_ENDPOINT, MINIO_ACCESS_KEY, MINIO_SECRET_KEY }: Env): string {
  if (!MINIO_ENDPOINT && !MINIO_ACCESS_KEY && !MINIO_SECRET_KEY) return 'those of the AWS credential chain';
  if (!MINIO_ACCESS_KEY || !MINIO_SECRET_KEY)
    return 'those of the AWS credential chain, as MINIO_ACCESS_KEY and MINIO_SECRET_KEY are not both set';
  return `"${MINIO_ACCESS_KEY}" and its secret, MINIO_ACCESS_KEY and MINIO_SECRET_KEY of the environment`;
}
