import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import { AccessLogs } from '../constructs/access-logs.ts';
import { resultsBucket, sourcesBucket, storageKey } from '../constructs/buckets.ts';
import { Delivery } from '../constructs/delivery.ts';
import type { StoragePlaces } from '../constructs/platform.ts';
import { UploadEvents } from '../constructs/upload-events.ts';

export interface StorageStackProps extends StackProps {
  readonly config: Config;
}

/** The two buckets, who is told of uploads, and, where the configuration has it, what serves results to the world. */
export class StorageStack extends Stack implements StoragePlaces {
  readonly sources: Bucket;
  readonly results: Bucket;
  readonly key?: IKey;
  /** Where the CDN has the folders of videos; none without a CDN. */
  readonly playbackBase?: string;
  /** Where load balancers and buckets log requests; none where access logs are off. */
  readonly accessLogs?: IBucket;
  /** Uploads that are to be submitted; none where the configuration has no events. */
  readonly uploads?: IQueue;
  /** Uploads that could not be submitted. */
  readonly deadLetters?: IQueue;

  constructor(scope: Construct, id: string, { config, ...props }: StorageStackProps) {
    super(scope, id, props);
    const { storage } = config;
    this.key = storage.encryption === 'kms' ? storageKey(this, config) : undefined;
    this.accessLogs = storage.accessLogs ? new AccessLogs(this, 'AccessLogs', { config }).bucket : undefined;
    const common = { config, key: this.key, accessLogs: this.accessLogs };
    this.sources = sourcesBucket(this, common);
    this.results = resultsBucket(this, common);
    if (storage.uploadEvents) {
      const events = new UploadEvents(this, 'UploadEvents', {
        bucket: this.sources,
        prefix: storage.uploadEvents.prefix,
      });
      this.uploads = events.queue;
      this.deadLetters = events.deadLetters;
      new CfnOutput(this, 'UploadQueue', { value: events.queue.queueUrl, description: 'Tells the gateway of uploads' });
    }
    if (storage.cloudFront) {
      const delivery = new Delivery(this, 'Delivery', {
        results: this.results,
        settings: storage.cloudFront,
        corsOrigins: storage.corsOrigins,
        ...(this.accessLogs ? { accessLogs: this.accessLogs } : {}),
      });
      this.playbackBase = `https://${delivery.domainName}`;
      new CfnOutput(this, 'PlaybackDomain', {
        value: delivery.domainName,
        description: 'Serves results: https://…/<videoId>/hls/master.m3u8',
      });
    }
    new CfnOutput(this, 'VideosBucket', {
      value: this.sources.bucketName,
      description: 'Sources: upload here, below the prefix of uploads',
    });
    new CfnOutput(this, 'EncodedBucket', { value: this.results.bucketName, description: 'Results' });
  }
}
