import {
  type CORSRule,
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
const PARTS_RULE = 'abandoned-uploads';

export interface BucketRules {
  /** Web pages that may play and upload, e.g. `https://videos.example`, or `*`. */
  readonly origins: readonly string[];
}

/**
 * Makes the buckets, if they are not there, and gives them the rules that this server knows: parts of abandoned uploads are
 * removed, and web pages may read.
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
    const parts = await ifKnown(() => s3.send(new PutBucketLifecycleConfigurationCommand(lifecycleOf(bucket))));
    lines.push(`Bucket ${bucket}: parts of abandoned uploads ${parts ? 'go after a day' : 'are left to this server'}`);
    const cors = await ifKnown(() =>
      s3.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: corsRules(origins) } })),
    );
    lines.push(
      `Bucket ${bucket}: ${cors ? `pages of ${origins.join(', ')} may read` : 'CORS is a setting of this server'}`,
    );
  }
  return lines;
}

function lifecycleOf(bucket: string) {
  return {
    Bucket: bucket,
    LifecycleConfiguration: {
      Rules: [
        {
          ID: PARTS_RULE,
          Status: 'Enabled' as const,
          Filter: { Prefix: '' },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABANDONED_AFTER_DAYS },
        },
      ],
    },
  };
}

function corsRules(origins: readonly string[]): CORSRule[] {
  return [
    {
      AllowedOrigins: [...origins],
      AllowedMethods: ['GET', 'HEAD', 'PUT'],
      AllowedHeaders: ['*'],
      ExposeHeaders: ['ETag', 'Content-Range', 'Accept-Ranges'],
      MaxAgeSeconds: DAY_SECONDS,
    },
  ];
}

/** Servers that are no S3 of AWS lack one or the other, and say so in many ways. @returns whether it was taken */
async function ifKnown(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    const status = httpStatus(error);
    if (status === 501 || status === 400 || status === 405) return false;
    const message = error instanceof Error ? error.message : String(error);
    throw new FanoutError(keyRefusal(error) ? 'STORAGE_DENIED' : 'STORAGE_FAILED', `S3 took no rule: ${message}`, [], {
      cause: error,
    });
  }
}
