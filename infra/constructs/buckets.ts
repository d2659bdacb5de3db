import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  HttpMethods,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import { acknowledge } from '../nag/acknowledge.ts';

export interface BucketOptions {
  readonly config: Config;
  /** @default S3's own key */
  readonly key?: IKey | undefined;
  /** @default requests are not logged */
  readonly accessLogs?: IBucket | undefined;
}

/** What a job keeps beside its source (its spec, a claim) is far smaller, and stays when the source goes. */
const LEAST_SOURCE = Size.mebibytes(1);
const ABANDONED = Duration.days(1);
/** How long a source can be brought back that was overwritten or removed by mistake. */
const REGRET = Duration.days(7);

/** Encrypts both buckets; AWS makes a new one each year. */
export function storageKey(scope: Construct, config: Config): Key {
  return new Key(scope, 'Key', {
    description: `Videos of Fanout ${config.name}`,
    enableKeyRotation: true,
    removalPolicy: removalPolicy(config),
  });
}

/**
 * Sources: uploads, and what `fanout submit` puts. Kept in versions where data is kept, since nobody can make them again. Browsers may put there
 * with a signed address.
 */
export function sourcesBucket(scope: Construct, options: BucketOptions): Bucket {
  const { sourceDays, corsOrigins } = options.config.storage;
  return bucket(scope, 'Sources', options, {
    versioned: options.config.data === 'keep',
    lifecycleRules: [
      { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: ABANDONED },
      ...(options.config.data === 'keep'
        ? [{ id: 'old-versions', noncurrentVersionExpiration: REGRET, expiredObjectDeleteMarker: true }]
        : []),
      ...(sourceDays > 0
        ? [{ id: 'sources', expiration: Duration.days(sourceDays), objectSizeGreaterThan: LEAST_SOURCE.toBytes() }]
        : []),
    ],
    cors: [
      {
        id: 'uploads',
        allowedOrigins: corsOrigins,
        allowedMethods: [HttpMethods.PUT, HttpMethods.GET, HttpMethods.HEAD],
        allowedHeaders: ['*'],
        exposedHeaders: ['ETag'],
        maxAge: Duration.days(1).toSeconds(),
      },
    ],
  });
}

/**
 * Results. Without versions: they can be made again, and each segment has a name of its own. What a job needs only while it runs is
 * named after its video, so no rule by prefix can tell it from what stays: jobs remove it themselves.
 */
export function resultsBucket(scope: Construct, options: BucketOptions): Bucket {
  const { encodedInfrequentDays, corsOrigins } = options.config.storage;
  const infrequent: LifecycleRule[] =
    encodedInfrequentDays > 0
      ? [
          {
            id: 'infrequent-access',
            transitions: [
              { storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(encodedInfrequentDays) },
            ],
          },
        ]
      : [];
  return bucket(scope, 'Results', options, {
    lifecycleRules: [{ id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: ABANDONED }, ...infrequent],
    cors: [
      {
        id: 'players',
        allowedOrigins: corsOrigins,
        allowedMethods: [HttpMethods.GET, HttpMethods.HEAD],
        allowedHeaders: ['*'],
        exposedHeaders: ['ETag', 'Content-Range', 'Accept-Ranges'],
        maxAge: Duration.days(1).toSeconds(),
      },
    ],
  });
}

/** What `data` says of things that cannot be made again. Buckets that are to go have to be emptied first. */
export function removalPolicy({ data }: Config): RemovalPolicy {
  return data === 'keep' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}

function bucket(scope: Construct, id: string, { config, key, accessLogs }: BucketOptions, props: BucketProps): Bucket {
  const made = new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: removalPolicy(config),
    ...(key
      ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
      : { encryption: BucketEncryption.S3_MANAGED }),
    ...(accessLogs ? { serverAccessLogsBucket: accessLogs, serverAccessLogsPrefix: `s3/${id.toLowerCase()}/` } : {}),
    ...props,
  });
  if (!accessLogs) acknowledge(made, { S1: 'storage.accessLogs is off in the configuration.' });
  return made;
}
