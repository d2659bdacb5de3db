import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface BucketUse {
  /** Reads objects, and lists them: without the right to list, S3 answers "denied" where there is no such object. */
  readonly read?: boolean;
  readonly write?: boolean;
  readonly remove?: boolean;
}

/** Exactly what a service does with a bucket. */
export function bucketUse(bucket: IBucket, { read, write, remove }: BucketUse): PolicyStatement[] {
  const objects = [
    ...(read ? ['s3:GetObject'] : []),
    ...(write ? ['s3:PutObject', 's3:AbortMultipartUpload'] : []),
    ...(remove ? ['s3:DeleteObject'] : []),
  ];
  return [
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
    new PolicyStatement({ actions: objects, resources: [bucket.arnForObjects('*')] }),
  ];
}

/** To read and write what is encrypted with a key, by S3 only. */
export function keyUse(key: IKey | undefined, { write }: { readonly write: boolean }): PolicyStatement[] {
  if (!key) return [];
  return [
    new PolicyStatement({
      // Parts of an upload are read again when they are put together.
      actions: ['kms:Decrypt', ...(write ? ['kms:GenerateDataKey'] : [])],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `s3.${Stack.of(key).region}.amazonaws.com` } },
    }),
  ];
}

/** To keep its own cluster's tasks out of scale-in while they are busy. A role cannot be told which task it is. */
export function taskProtection(scope: Construct, clusterName: string): PolicyStatement {
  const tasks = Stack.of(scope).formatArn({ service: 'ecs', resource: 'task', resourceName: `${clusterName}/*` });
  return new PolicyStatement({ actions: ['ecs:UpdateTaskProtection', 'ecs:GetTaskProtection'], resources: [tasks] });
}
