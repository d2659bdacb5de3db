import { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
export class StorageStack extends Stack {
  readonly sources = new Bucket(this, 'S');
  readonly results = new Bucket(this, 'R');
  readonly uploads?: IQueue;
  readonly deadLetters?: IQueue;
  readonly accessLogs?: Bucket;
}
