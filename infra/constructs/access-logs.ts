import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import { acknowledge } from '../nag/acknowledge.ts';
import { removalPolicy } from './buckets.ts';

export interface AccessLogsProps {
  readonly config: Config;
}

/** Where the load balancer's are. */
export const LOAD_BALANCER_LOGS = 'load-balancer';
/** Kept as long as somebody may still ask who read what. */
const KEPT = Duration.days(90);

/**
 * Where buckets, the load balancer and CloudFront log requests. Encrypted by S3's own key, which is the only one that load balancers
 * write with; and with ownership by lists, which CloudFront writes by.
 */
export class AccessLogs extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { config }: AccessLogsProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: config.storage.cloudFront
        ? ObjectOwnership.BUCKET_OWNER_PREFERRED
        : ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: removalPolicy(config),
      lifecycleRules: [{ id: 'old-logs', expiration: KEPT, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    if (config.gateway.loadBalancer) {
      const { account } = Stack.of(this);
      this.bucket.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
          actions: ['s3:PutObject'],
          resources: [this.bucket.arnForObjects(`${LOAD_BALANCER_LOGS}/AWSLogs/${account}/*`)],
          conditions: { StringEquals: { 'aws:SourceAccount': account } },
        }),
      );
    }
    acknowledge(this.bucket, { S1: 'This is where requests are logged.' });
  }
}
