import {
  type CORSRule,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { BUCKETS, FanoutError } from '../core/index.ts';
import { httpStatus } from './persist.ts';
import { keyRefusal } from './refusal.ts';
import { Store } from './store.ts';

const DAY_SECONDS = 86_400;
/** An upload that was interrupted is begun again within hours, or never. */
const ABANDONED_AFTER_DAYS = 1;
/** Rules of other names are somebody else's, and stay. */
const PARTS_RULE = 'fanout-abandoned-uploads';
const CORS_RULE = 'fanout-players';
/** How servers that are no S3 of AWS say that they have no such rules. */
const LACKING: readonly number[] = [400, 405, 501];

export interface BucketRules {
  /** Web pages that may play, e.g. `https://videos.example`, or `*`. */
  readonly origins: readonly string[];
}

/**
 * Makes the buckets, if they are not there, and gives them the rules that this server knows, besides those that they have:
 * parts of abandoned uploads are removed, and web pages may read.
 *
 * @returns one line for each thing, for people
 * @throws FanoutError STORAGE_FAILED, STORAGE_DENIED
 */
export async function prepareBuckets(s3: S3Client, { origins }: BucketRules): Promise<string[]> {
  const store = new Store(s3);
  const lines: string[] = [];
  for (const bucket of Object.values(BUCKETS)) {
    await store.ensureBucket(bucket);
    lines.push(`Bucket ${bucket}: there`);
    const parts = await whereKnown(() => addPartsRule(s3, bucket));
    lines.push(`Bucket ${bucket}: parts of abandoned uploads ${parts ? 'go after a day' : 'are left to this server'}`);
    const takesUploads = bucket === BUCKETS.source;
    const cors = await whereKnown(() => addCorsRule(s3, bucket, origins, takesUploads));
    const what = takesUploads ? 'read, and send what they are given an address for' : 'read';
    lines.push(
      `Bucket ${bucket}: ${cors ? `pages of ${origins.join(', ')} may ${what}` : 'CORS is a setting of this server'}`,
    );
  }
  return lines;
}

async function addPartsRule(s3: S3Client, bucket: string): Promise<void> {
  const found = await orNone(() => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket })));
  const own: LifecycleRule = {
    ID: PARTS_RULE,
    Status: 'Enabled',
    Filter: { Prefix: '' },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABANDONED_AFTER_DAYS },
  };
  const Rules = [...(found?.Rules ?? []).filter(({ ID }) => ID !== PARTS_RULE), own];
  const LifecycleConfiguration = { Rules };
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration }));
}

async function addCorsRule(
  s3: S3Client,
  bucket: string,
  origins: readonly string[],
  takesUploads: boolean,
): Promise<void> {
  const found = await orNone(() => s3.send(new GetBucketCorsCommand({ Bucket: bucket })));
  const own: CORSRule = {
    ID: CORS_RULE,
    AllowedOrigins: [...origins],
    // Parts of uploads, by signed addresses.
    AllowedMethods: takesUploads ? ['GET', 'HEAD', 'PUT'] : ['GET', 'HEAD'],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['ETag', 'Content-Range', 'Accept-Ranges'],
    MaxAgeSeconds: DAY_SECONDS,
  };
  const CORSRules = [...(found?.CORSRules ?? []).filter(({ ID }) => ID !== CORS_RULE), own];
  await s3.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules } }));
}

/** `null` where nothing is set yet. */
async function orNone<T>(ask: () => Promise<T>): Promise<T | null> {
  return ask().catch((error: unknown) => (httpStatus(error) === 404 ? null : Promise.reject(error)));
}

/** @returns whether the server knows such rules */
async function whereKnown(add: () => Promise<void>): Promise<boolean> {
  try {
    await add();
    return true;
  } catch (error) {
    if (LACKING.includes(httpStatus(error) ?? 0)) return false;
    const message = error instanceof Error ? error.message : String(error);
    const code = keyRefusal(error) ? 'STORAGE_DENIED' : 'STORAGE_FAILED';
    throw new FanoutError(code, `S3 took no rule: ${message}`, [], { cause: error });
  }
}
