import { Stack } from 'aws-cdk-lib';
import {
  AutoScalingGroup,
  BlockDeviceVolume,
  EbsDeviceVolumeType,
  GroupMetrics,
  type InstancesDistribution,
  OnDemandAllocationStrategy,
  PoolState,
  SpotAllocationStrategy,
} from 'aws-cdk-lib/aws-autoscaling';
import { InstanceType, LaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { AmiHardwareType, AsgCapacityProvider, type Cluster, EcsOptimizedImage } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { GpuConfig } from '../config/parts.ts';
import { acknowledge, acknowledgeWildcard } from '../nag/acknowledge.ts';
import { instanceSetup, instanceUserData } from './instance-setup.ts';
import { instanceStep } from './instance-step.ts';
import type { NetworkPlaces } from './network-places.ts';

export interface GpuCapacityProps {
  readonly name: string;
  readonly cluster: Cluster;
  readonly network: NetworkPlaces;
  readonly config: GpuConfig;
}

/**
 * Instances with NVIDIA cards that come with tasks that find no place, and go when nothing runs on them: an Auto Scaling group
 * from 0 to an instance for each task, which ECS scales itself (managed scaling).
 */
export class GpuCapacity extends Construct {
  readonly provider: AsgCapacityProvider;

  constructor(scope: Construct, id: string, { name, cluster, network, config }: GpuCapacityProps) {
    super(scope, id);
    const [preferred] = config.instanceTypes;
    const step = instanceStep(config.instanceStep, config.tasks.max);
    const mixed = config.instanceTypes.length > 1 || config.purchase === 'spot';
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      description: 'Lets GPU instances join their cluster; tasks have roles of their own',
    });
    // What CDK gives the agent lacks it, and without it a Spot notice reaches no task.
    const own = Stack.of(this).formatArn({ service: 'ecs', resource: 'container-instance', resourceName: `${name}/*` });
    role.addToPolicy(new PolicyStatement({ actions: ['ecs:UpdateContainerInstancesState'], resources: [own] }));
    acknowledgeWildcard(this, own, 'The agent drains its own instance, whose name nobody knows before it starts.');
    // A new template, and with it a new AMI, is taken by instances that start from now on; see docs/aws.md for the others.
    const launchTemplate = new LaunchTemplate(this, 'Template', {
      machineImage: EcsOptimizedImage.amazonLinux2023(AmiHardwareType.GPU),
      ...(preferred ? { instanceType: new InstanceType(preferred) } : {}),
      securityGroup: network.groups.workers,
      associatePublicIpAddress: network.assignPublicIp,
      role,
      userData: instanceUserData({ warmPool: config.warmPool > 0 }),
      requireImdsv2: true,
      // An answer that reaches the instance, and no container on its bridge.
      httpPutResponseHopLimit: 1,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: BlockDeviceVolume.ebs(config.diskGib, {
            encrypted: true,
            volumeType: EbsDeviceVolumeType.GP3,
            deleteOnTermination: true,
          }),
        },
      ],
    });
    const group = new AutoScalingGroup(this, 'Group', {
      vpc: network.vpc,
      vpcSubnets: network.taskSubnets,
      ...(mixed
        ? {
            mixedInstancesPolicy: {
              launchTemplate,
              launchTemplateOverrides: config.instanceTypes.map((type) => ({ instanceType: new InstanceType(type) })),
              instancesDistribution: distribution(config),
            },
          }
        : { launchTemplate }),
      minCapacity: 0,
      maxCapacity: config.tasks.max,
      groupMetrics: [GroupMetrics.all()],
      newInstancesProtectedFromScaleIn: config.terminationProtection,
    });
    if (config.warmPool > 0) {
      group.addWarmPool({
        // Only where both are the same is it the size of the pool (PutWarmPool); else the pool is filled up to the larger, less
        // what runs.
        minSize: config.warmPool,
        maxGroupPreparedCapacity: config.warmPool,
        poolState: PoolState.STOPPED,
      });
    }
    group.addUserData(...instanceSetup({ warmPool: config.warmPool > 0 }));
    this.provider = new AsgCapacityProvider(this, 'Provider', {
      capacityProviderName: `${name}-gpu`,
      autoScalingGroup: group,
      enableManagedScaling: true,
      enableManagedTerminationProtection: config.terminationProtection,
      enableManagedDraining: true,
      targetCapacityPercent: 100,
      minimumScalingStepSize: step,
      maximumScalingStepSize: Math.max(config.tasks.max, step),
      instanceWarmupPeriod: config.instanceWarmupSeconds,
    });
    cluster.addAsgCapacityProvider(this.provider);
    acknowledge(this, {
      'IAM5[Resource::*]':
        "What CDK gives the agent of an ECS instance: calls that take no resource, and its cluster's by a condition.",
      'IAM5[Action::ecs:Submit*]': 'What CDK gives the agent of an ECS instance: it reports changes of its tasks.',
      // The rule cannot read the disks of a template that it only finds by reference.
      ...(mixed ? { EC26: 'Disks are encrypted in the launch template.' } : {}),
      AS3: 'Instances come and go with the work: nobody wants a message for each. Alarms tell of tasks that find no place.',
    });
  }
}

/** In the order in which they are named where AWS has them; Spot wherever it is cheap and likely to stay. */
function distribution({ purchase, onDemandBase }: GpuConfig): InstancesDistribution {
  return {
    onDemandAllocationStrategy: OnDemandAllocationStrategy.PRIORITIZED,
    onDemandBaseCapacity: purchase === 'spot' ? onDemandBase : 0,
    onDemandPercentageAboveBaseCapacity: purchase === 'spot' ? 0 : 100,
    spotAllocationStrategy: SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
  };
}
