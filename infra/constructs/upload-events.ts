import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface UploadEventsProps {
  readonly bucket: Bucket;
  /** Of the keys that are told of. */
  readonly prefix: string;
}

/** Longer than submitting takes, with all that is tried again. */
const VISIBILITY = Duration.minutes(2);
/** How often an upload is tried, before it is set aside. */
const TRIES = 30;
const KEPT = Duration.days(14);

/** Tells of objects that appear in a bucket, by a queue: an upload is submitted also where the gateway was away when it came. */
export class UploadEvents extends Construct {
  readonly queue: Queue;
  /** Uploads that could not be submitted after several tries. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { bucket, prefix }: UploadEventsProps) {
    super(scope, id);
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: KEPT };
    this.deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: VISIBILITY,
      receiveMessageWaitTime: Duration.seconds(20),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: TRIES },
    });
    // The property of the L2 construct comes with a Lambda function that does just this.
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    new Rule(this, 'Created', {
      description: 'Uploads that are to be submitted',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucket.bucketName] }, object: { key: [{ prefix }] } },
      },
      targets: [new SqsQueue(this.queue, { retryAttempts: 185, maxEventAge: Duration.hours(24) })],
    });
  }
}
