import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ON_DEMAND } from '../constructs/capacity-strategies.ts';
import { FargateWorker } from '../constructs/fargate-worker.ts';
import { metricsNamespace } from '../constructs/names.ts';
import { scaledQueues } from '../constructs/scaled-queues.ts';
import { scalingEnvironment } from '../constructs/scaling-environment.ts';
import { STOP_TIMEOUTS } from '../constructs/stop-timeouts.ts';
import { temporalConnection } from '../constructs/temporal-connection.ts';
import type { ServiceStackProps } from './service-stack.ts';

/** Smallest task that Fargate has: 0.25 vCPU, 512 MiB. */
const SIZE = { cpu: 256, memory: 512 };

/** Looks at Temporal's queues, decides how many tasks each service should have, and publishes that; alarms do the rest. */
export class ScalerStack extends Stack {
  readonly worker: FargateWorker;

  constructor(scope: Construct, id: string, { config, platform, ...props }: ServiceStackProps) {
    super(scope, id, props);
    const { name } = config;
    const queues = scaledQueues(config);
    const temporal = temporalConnection(this, config);
    const { cluster, network } = platform;
    this.worker = new FargateWorker(this, 'Scaler', {
      config,
      platform,
      image: 'scaler',
      ...SIZE,
      environment: {
        ...temporal.environment,
        FANOUT_CLOUDWATCH_NAMESPACE: metricsNamespace(name),
        FANOUT_ECS_CLUSTER: cluster.clusterName,
        FANOUT_ECS_SERVICES: JSON.stringify(Object.fromEntries(queues.map(({ queue, service }) => [queue, service]))),
        FANOUT_SCALE_EVERY_SECONDS: String(config.scaling.everySeconds),
        ...scalingEnvironment(config),
      },
      secrets: temporal.secrets,
      permissions: [
        {
          statement: new PolicyStatement({
            actions: ['ecs:DescribeServices'],
            resources: queues.map(({ service }) =>
              this.formatArn({ service: 'ecs', resource: 'service', resourceName: `${name}/${service}` }),
            ),
          }),
        },
        {
          statement: new PolicyStatement({
            actions: ['cloudwatch:PutMetricData'],
            resources: ['*'],
            conditions: { StringEquals: { 'cloudwatch:namespace': metricsNamespace(name) } },
          }),
          wildcards: {
            '*': 'PutMetricData takes no resource; a condition keeps it to the namespace of this deployment.',
          },
        },
      ],
      securityGroup: network.groups.scaler,
      strategies: ON_DEMAND,
      desiredCount: 1,
      // Never two: while there is none for half a minute, nothing changes.
      healthy: { min: 0, max: 100 },
      stopTimeout: STOP_TIMEOUTS.scaler,
    });
  }
}
