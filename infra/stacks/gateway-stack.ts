import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ON_DEMAND } from '../constructs/capacity-strategies.ts';
import { commonEnvironment } from '../constructs/environment.ts';
import { FargateWorker } from '../constructs/fargate-worker.ts';
import { GatewayLoadBalancer } from '../constructs/gateway-load-balancer.ts';
import { bucketUse, keyUse } from '../constructs/permissions.ts';
import { GATEWAY_PORT } from '../constructs/ports.ts';
import { scalingEnvironment } from '../constructs/scaling-environment.ts';
import { STOP_TIMEOUTS } from '../constructs/stop-timeouts.ts';
import { temporalConnection } from '../constructs/temporal-connection.ts';
import type { ServiceStackProps } from './service-stack.ts';

export interface GatewayStackProps extends ServiceStackProps {
  /** Where uploads are told of; none where they are not to be submitted. */
  readonly uploads?: IQueue;
  /** Where the load balancer logs its requests; none where access logs are off. */
  readonly accessLogs?: IBucket;
}

/** Serves streams and the page to watch them on, and submits what is uploaded. Behind a load balancer where one is configured. */
export class GatewayStack extends Stack {
  readonly worker: FargateWorker;
  readonly loadBalancer: GatewayLoadBalancer | null;

  constructor(scope: Construct, id: string, { config, platform, uploads, accessLogs, ...props }: GatewayStackProps) {
    super(scope, id, props);
    const { gateway } = config;
    const { uploadEvents } = config.storage;
    const { sources, results, key, playbackBase } = platform.storage;
    const temporal = temporalConnection(this, config);
    this.worker = new FargateWorker(this, 'Gateway', {
      config,
      platform,
      image: 'gateway',
      cpu: gateway.cpu,
      memory: gateway.memory,
      environment: {
        ...commonEnvironment(config, platform.storage),
        ...temporal.environment,
        ...scalingEnvironment(config),
        // It listens on all addresses of its task: the API takes keys.
        ...(gateway.loadBalancer ? { FANOUT_GATEWAY_PROXIES: '1' } : {}),
        ...(playbackBase ? { FANOUT_PLAYBACK_BASE: playbackBase } : {}),
        ...(uploads && uploadEvents
          ? {
              FANOUT_UPLOAD_EVENTS_QUEUE: uploads.queueUrl,
              FANOUT_UPLOAD_PREFIX: uploadEvents.prefix,
              FANOUT_UPLOAD_PROFILE: uploadEvents.profile,
            }
          : {}),
      },
      secrets: temporal.secrets,
      permissions: [
        // What is deleted by the API is deleted by the gateway.
        ...bucketUse(results, { read: true, remove: true }),
        // Keys of the API, and uploads, which it signs addresses of parts for: the right to put them is its own.
        ...bucketUse(sources, { read: true, write: true, remove: true, parts: true }),
        ...keyUse(key, { write: true }),
        ...(uploads
          ? [
              {
                statement: new PolicyStatement({
                  actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
                  resources: [uploads.queueArn],
                }),
              },
            ]
          : []),
      ],
      securityGroup: platform.network.groups.gateway,
      strategies: ON_DEMAND,
      desiredCount: gateway.tasks,
      healthy: { min: 100, max: 200 },
      stopTimeout: STOP_TIMEOUTS.gateway,
    });
    this.worker.container.addPortMappings({ containerPort: GATEWAY_PORT });
    this.loadBalancer = gateway.loadBalancer
      ? new GatewayLoadBalancer(this, 'LoadBalancer', {
          config,
          settings: gateway.loadBalancer,
          network: platform.network,
          service: this.worker.service,
          ...(accessLogs ? { accessLogs } : {}),
        })
      : null;
  }
}
