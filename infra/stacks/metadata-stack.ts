import { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { FFMPEG_MEGABYTES } from '../config/rules/fargate.ts';
import { spot } from '../constructs/capacity-strategies.ts';
import { commonEnvironment } from '../constructs/environment.ts';
import { FargateWorker } from '../constructs/fargate-worker.ts';
import { bucketUse, keyUse, taskProtection } from '../constructs/permissions.ts';
import { scaleQueue } from '../constructs/queue-scaling.ts';
import { secretNamed } from '../constructs/secret-named.ts';
import { STOP_TIMEOUTS } from '../constructs/stop-timeouts.ts';
import { temporalConnection } from '../constructs/temporal-connection.ts';
import type { ServiceStackProps } from './service-stack.ts';

/** Workers of `metadata-queue`, on Fargate Spot: they wait for S3 most of the time, and what one leaves another does again. */
export class MetadataStack extends Stack {
  readonly worker: FargateWorker;

  constructor(scope: Construct, id: string, { config, platform, ...props }: ServiceStackProps) {
    super(scope, id, props);
    const { metadata, name } = config;
    const { sources, results, key } = platform.storage;
    const temporal = temporalConnection(this, config);
    this.worker = new FargateWorker(this, 'Metadata', {
      config,
      platform,
      image: 'metadata',
      cpu: metadata.cpu,
      memory: metadata.memory,
      scratchGib: metadata.scratchGib,
      environment: {
        ...commonEnvironment(config, platform.storage),
        ...temporal.environment,
        FANOUT_METADATA_SLOTS: String(metadata.slots),
        FANOUT_FFMPEG_MEMORY_MB: String(FFMPEG_MEGABYTES),
      },
      secrets: {
        ...temporal.secrets,
        ...(metadata.webhookSecret
          ? {
              FANOUT_WEBHOOK_SECRET: Secret.fromSecretsManager(
                secretNamed(this, 'WebhookSecret', metadata.webhookSecret),
              ),
            }
          : {}),
      },
      permissions: [
        ...bucketUse(sources, { read: true, write: true, remove: true }),
        ...bucketUse(results, { read: true, write: true, remove: true }),
        ...keyUse(key, { write: true }),
        taskProtection(this, name),
      ],
      securityGroup: platform.network.groups.workers,
      strategies: spot(metadata.onDemandBase),
      healthy: { min: 100, max: 200 },
      stopTimeout: STOP_TIMEOUTS.metadata,
    });
    scaleQueue(config, 'metadata', this.worker.service);
  }
}
