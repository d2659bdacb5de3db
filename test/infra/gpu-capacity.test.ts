import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../infra/config/schema.ts';
import { part, propertiesOf, synthesize, testConfig } from './synth.ts';

type Gpu = Omit<Extract<ConfigInput['transcode'], { kind: 'gpu' }>, 'kind'>;
const cluster = (gpu: Gpu = {}, given: Partial<ConfigInput> = {}) =>
  part(synthesize(testConfig({ transcode: { kind: 'gpu', ...gpu }, ...given })), 'cluster');
const userData = (gpu: Gpu = {}) => JSON.stringify(propertiesOf(cluster(gpu), 'AWS::EC2::LaunchTemplate'));

describe('instances with cards', () => {
  it('are none while there is no work, and at most one for each task', () => {
    cluster({ tasks: { min: 0, max: 7 } }).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      MinSize: '0',
      MaxSize: '7',
    });
  });

  it('come and go with tasks: managed scaling, draining, and protection of those that work', () => {
    cluster({ tasks: { max: 20 }, instanceWarmupSeconds: 90 }).hasResourceProperties('AWS::ECS::CapacityProvider', {
      AutoScalingGroupProvider: {
        ManagedScaling: {
          Status: 'ENABLED',
          TargetCapacity: 100,
          InstanceWarmupPeriod: 90,
          MinimumScalingStepSize: 5,
          MaximumScalingStepSize: 20,
        },
        ManagedTerminationProtection: 'ENABLED',
        ManagedDraining: 'ENABLED',
      },
    });
  });

  it('run the AMI that AWS recommends at the deployment', () => {
    const parameters = Object.values(
      cluster().toJSON().Parameters as Record<string, { Type: string; Default: string }>,
    );
    expect(parameters).toContainEqual({
      Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      Default: '/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id',
    });
  });

  it('keep their credentials from tasks, have encrypted disks and no key to log in', () => {
    cluster().hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [Match.objectLike({ Ebs: Match.objectLike({ Encrypted: true, VolumeType: 'gp3' }) })],
        KeyName: Match.absent(),
      },
    });
    expect(userData()).toContain('ECS_AWSVPC_BLOCK_IMDS=true');
  });

  it('tell tasks when Spot takes them away', () => {
    expect(userData({ purchase: 'spot' })).toContain('ECS_ENABLE_SPOT_INSTANCE_DRAINING=true');
    // By which the agent does so.
    cluster({ purchase: 'spot' }).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'ecs:UpdateContainerInstancesState' })]),
      },
    });
  });

  it('are on demand by default, of one type', () => {
    cluster().hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', { MixedInstancesPolicy: Match.absent() });
    cluster().hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: { InstanceType: 'g4dn.xlarge' },
    });
  });

  it('are of several types, in their order, and on Spot, where that is wanted', () => {
    cluster({
      instanceTypes: ['g4dn.xlarge', 'g4dn.2xlarge'],
      purchase: 'spot',
      onDemandBase: 1,
    }).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      MixedInstancesPolicy: {
        InstancesDistribution: {
          OnDemandAllocationStrategy: 'prioritized',
          OnDemandBaseCapacity: 1,
          OnDemandPercentageAboveBaseCapacity: 0,
          SpotAllocationStrategy: 'price-capacity-optimized',
        },
        LaunchTemplate: { Overrides: [{ InstanceType: 'g4dn.xlarge' }, { InstanceType: 'g4dn.2xlarge' }] },
      },
    });
    cluster({ instanceTypes: ['g4dn.xlarge', 'g4dn.2xlarge'] }).hasResourceProperties(
      'AWS::AutoScaling::AutoScalingGroup',
      {
        MixedInstancesPolicy: { InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 100 } },
      },
    );
  });

  it('wait stopped where there is a warm pool', () => {
    cluster({ warmPool: 2, tasks: { max: 4 } }).hasResourceProperties('AWS::AutoScaling::WarmPool', {
      // Both, for it is the size only then.
      MinSize: 2,
      MaxGroupPreparedCapacity: 2,
      PoolState: 'Stopped',
      // ECS does not know instances that come back to the pool.
      InstanceReusePolicy: Match.absent(),
    });
    expect(userData({ warmPool: 2 })).toContain('ECS_WARM_POOLS_CHECK=true');
    expect(userData()).not.toContain('ECS_WARM_POOLS_CHECK');
    // One that is stopped half-way through its script starts it again.
    expect(userData({ warmPool: 2 })).toContain('[scripts-user, always]');
    expect(userData({ warmPool: 2 })).toContain('ECS_CLUSTER=');
    expect(userData()).not.toContain('scripts-user');
  });

  it('may be without protection, for a deployment that comes and goes', () => {
    cluster({ terminationProtection: false }).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      NewInstancesProtectedFromScaleIn: false,
    });
  });
});
