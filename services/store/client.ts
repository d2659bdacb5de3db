import { S3Client } from '@aws-sdk/client-s3';
import { type BucketNames, bucketNamesFromEnv, useBucketNames } from './bucket-names.ts';

/** Where objects are kept. */
export interface StoreConfig {
  /** Without one, AWS itself, with its default credential chain. */
  readonly endpoint?: string;
  readonly accessKey?: string;
  readonly secretKey?: string;
  readonly region: string;
  /** Without them, the buckets are called what Fanout calls them. */
  readonly buckets?: BucketNames;
}

/**
 * Reads `MINIO_ENDPOINT` (a URL or host:port), `MINIO_ACCESS_KEY`, `MINIO_SECRET_KEY`, `AWS_REGION`, and the names of the
 * buckets.
 * @throws FanoutError CONFIG_INVALID
 */
export function storeConfigFromEnv(env: Readonly<Record<string, string | undefined>>): StoreConfig {
  const endpoint = env.MINIO_ENDPOINT;
  return {
    region: env.AWS_REGION ?? 'us-east-1',
    buckets: bucketNamesFromEnv(env),
    ...(endpoint ? { endpoint: /^https?:\/\//.test(endpoint) ? endpoint : `http://${endpoint}` } : {}),
    ...(env.MINIO_ACCESS_KEY ? { accessKey: env.MINIO_ACCESS_KEY } : {}),
    ...(env.MINIO_SECRET_KEY ? { secretKey: env.MINIO_SECRET_KEY } : {}),
  };
}

const CONNECT_MS = 5_000;
/** The SDK's own default. */
const MAX_SOCKETS = 50;
/** A connection on which nothing comes or goes for this long is dead. */
const SILENCE_MS = 30_000;

/** @param maxSockets connections at once; requests beyond them wait, and fail when they wait for longer than a connection may take */
export function createS3Client(config: StoreConfig, maxSockets = MAX_SOCKETS): S3Client {
  const { endpoint, accessKey, secretKey, buckets } = config;
  // Node 20 is supported here for as long as this version of the SDK is pinned; its reminder is not the user's concern.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const s3 = new S3Client({
    region: config.region,
    maxAttempts: 5,
    requestHandler: {
      ...{ connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
      ...{ httpAgent: { maxSockets }, httpsAgent: { maxSockets } },
    },
    // Servers other than AWS do not all know the newer default checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    ...(accessKey && secretKey ? { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } } : {}),
  });
  if (buckets) useBucketNames(s3, buckets);
  return s3;
}

/** How long workers wait out an outage of S3 before they give work back: a restart, a network that is away for a minute. */
export const WORKER_PATIENCE_MS = 75_000;

/**
 * The store as browsers reach it: at `FANOUT_S3_PUBLIC_ENDPOINT`, where its address is another one than for services, as it is
 * beside containers.
 * @throws FanoutError CONFIG_INVALID
 */
export function publicStoreConfigFromEnv(env: Readonly<Record<string, string | undefined>>): StoreConfig {
  return storeConfigFromEnv({ ...env, MINIO_ENDPOINT: env.FANOUT_S3_PUBLIC_ENDPOINT || env.MINIO_ENDPOINT });
}
