import { Stack, type StackProps } from 'aws-cdk-lib';
import { Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import { GpuCapacity } from '../constructs/gpu-capacity.ts';
import type { NetworkPlaces } from '../constructs/network-places.ts';
import { acknowledge } from '../nag/acknowledge.ts';

export interface ClusterStackProps extends StackProps {
  readonly config: Config;
  readonly network: NetworkPlaces;
}

/** Where tasks run: Fargate, Fargate Spot, and, where the configuration has them, instances with graphics cards. */
export class ClusterStack extends Stack {
  readonly cluster: Cluster;
  /** Name of the capacity provider with cards; `null` where there is none. */
  readonly gpuProvider: string | null;

  constructor(scope: Construct, id: string, { config, network, ...props }: ClusterStackProps) {
    super(scope, id, props);
    const { transcode, observability, name } = config;
    this.cluster = new Cluster(this, 'Cluster', {
      clusterName: name,
      vpc: network.vpc,
      enableFargateCapacityProviders: true,
      containerInsightsV2: observability.containerInsights ? ContainerInsights.ENABLED : ContainerInsights.DISABLED,
    });
    if (!observability.containerInsights) {
      acknowledge(this.cluster, {
        ECS4: 'observability.containerInsights is off in the configuration; the figures that scale and alarm are our own.',
      });
    }
    this.gpuProvider =
      transcode.kind === 'gpu'
        ? new GpuCapacity(this, 'Gpu', { name, cluster: this.cluster, network, config: transcode }).provider
            .capacityProviderName
        : null;
  }
}
