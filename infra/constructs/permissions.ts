import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Something that a task may do. */
export interface Permission {
  readonly statement: PolicyStatement;
  /** Resources that it names with a wildcard, and why. */
  readonly wildcards?: Readonly<Record<string, string>>;
}

export interface BucketUse {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly remove?: boolean;
  /** To see which parts of an upload have arrived. */
  readonly parts?: boolean;
}

/** Exactly what a service does with a bucket. Without the right to list, S3 answers "denied" where there is no such object. */
export function bucketUse(bucket: IBucket, { read, write, remove, parts }: BucketUse): Permission[] {
  const owner = Stack.of(bucket);
  // As stacks that use it get it; whoever asks from the bucket's own stack has no wildcard reported under this name.
  const objects = `${owner.exportValue(bucket.bucketArn)}/*`;
  const actions = [
    ...(read ? ['s3:GetObject'] : []),
    ...(write ? ['s3:PutObject', 's3:AbortMultipartUpload'] : []),
    ...(remove ? ['s3:DeleteObject'] : []),
    ...(parts ? ['s3:ListMultipartUploadParts'] : []),
  ];
  return [
    { statement: new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }) },
    {
      statement: new PolicyStatement({ actions, resources: [objects] }),
      wildcards: { [objects]: 'Objects are named after videos, of which nobody knows today.' },
    },
  ];
}

/** To read and write what is encrypted with a key, by S3 only. */
export function keyUse(key: IKey | undefined, { write }: { readonly write: boolean }): Permission[] {
  if (!key) return [];
  const statement = new PolicyStatement({
    // Parts of an upload are read again when they are put together.
    actions: ['kms:Decrypt', ...(write ? ['kms:GenerateDataKey'] : [])],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `s3.${Stack.of(key).region}.amazonaws.com` } },
  });
  return [{ statement }];
}

/** To keep tasks of its own cluster out of scale-in while they are busy. @param cluster its name */
export function taskProtection(scope: Construct, cluster: string): Permission {
  const tasks = Stack.of(scope).formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster}/*` });
  return {
    statement: new PolicyStatement({
      actions: ['ecs:UpdateTaskProtection', 'ecs:GetTaskProtection'],
      resources: [tasks],
    }),
    wildcards: { [tasks]: 'A task protects itself, and its id is made when it starts.' },
  };
}
