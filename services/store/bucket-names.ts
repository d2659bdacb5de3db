import type { S3Client, ServiceInputTypes } from '@aws-sdk/client-s3';
import { BUCKETS, FanoutError } from '../core/index.ts';

/** What the two buckets are called where they are: on AWS, names are taken once for all accounts. */
export interface BucketNames {
  readonly source: string;
  readonly encoded: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Names that S3 takes; it has a few more rules, and says so itself. */
const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Where requests go; clients are made once for a process. */
const namesOf = new WeakMap<S3Client, BucketNames>();

/** Reads `FANOUT_VIDEOS_BUCKET` and `FANOUT_ENCODED_BUCKET`. @throws FanoutError CONFIG_INVALID */
export function bucketNamesFromEnv(env: Env): BucketNames {
  const source = nameFrom(env, 'FANOUT_VIDEOS_BUCKET', BUCKETS.source);
  const encoded = nameFrom(env, 'FANOUT_ENCODED_BUCKET', BUCKETS.encoded);
  // A video has a folder of the same name in both, and what is removed of one would be removed of the other.
  if (source !== encoded) return { source, encoded };
  throw new FanoutError(
    'CONFIG_INVALID',
    `FANOUT_VIDEOS_BUCKET and FANOUT_ENCODED_BUCKET are both "${source}": two buckets are needed.`,
  );
}

/** What a bucket is called where it is. One that is not of the two, such as that of a source, keeps its name. */
export function realBucket(names: BucketNames, bucket: string): string {
  if (bucket === BUCKETS.source) return names.source;
  return bucket === BUCKETS.encoded ? names.encoded : bucket;
}

/**
 * Has a client send requests for the two buckets to those of these names. Jobs, results and all code besides know the two
 * by the names that never change, so that a job's record means the same wherever it is read.
 */
export function useBucketNames(s3: S3Client, names: BucketNames): void {
  namesOf.set(s3, names);
  if (names.source === BUCKETS.source && names.encoded === BUCKETS.encoded) return;
  s3.middlewareStack.add((next) => (args) => next({ ...args, input: renamed(args.input, names) }), {
    name: 'fanoutBucketNames',
    // Before anything looks at the bucket's name, to choose the address among other things.
    step: 'initialize',
    priority: 'high',
  });
}

/** What a client calls a bucket, for messages. */
export function bucketNameOf(s3: S3Client, bucket: string): string {
  const names = namesOf.get(s3);
  return names ? realBucket(names, bucket) : bucket;
}

function renamed(input: ServiceInputTypes, names: BucketNames): ServiceInputTypes {
  const { Bucket, CopySource } = input as { readonly Bucket?: string; readonly CopySource?: string };
  return {
    ...input,
    ...(Bucket === undefined ? {} : { Bucket: realBucket(names, Bucket) }),
    ...(CopySource === undefined ? {} : { CopySource: renamedCopy(CopySource, names) }),
  } as ServiceInputTypes;
}

/** @param copySource bucket and key, as `Store` writes it */
function renamedCopy(copySource: string, names: BucketNames): string {
  const slash = copySource.indexOf('/');
  return realBucket(names, copySource.slice(0, slash)) + copySource.slice(slash);
}

function nameFrom(env: Env, variable: string, byDefault: string): string {
  const name = env[variable] || byDefault;
  if (NAME.test(name)) return name;
  throw new FanoutError('CONFIG_INVALID', `${variable} is "${name}", which is no name of a bucket.`);
}
