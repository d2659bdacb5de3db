import type { Duration } from 'aws-cdk-lib';
import {
  AvailabilityZoneRebalancing,
  type ContainerDefinition,
  Ec2Service,
  Ec2TaskDefinition,
  NetworkMode,
  PropagatedTagSource,
  type Secret,
} from 'aws-cdk-lib/aws-ecs';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { GpuConfig } from '../config/parts.ts';
import type { Config } from '../config/schema.ts';
import { addServiceContainer, TMP } from './container.ts';
import { INSTANCE_SCRATCH } from './instance-setup.ts';
import { logGroup } from './log-group.ts';
import type { Platform } from './platform.ts';
import { taskRoles } from './task-roles.ts';

export interface GpuWorkerProps {
  readonly config: Config;
  readonly gpu: GpuConfig;
  readonly platform: Platform;
  /** Name of the capacity provider that brings instances with cards. */
  readonly capacityProvider: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly permissions: readonly PolicyStatement[];
  readonly stopTimeout: Duration;
}

/**
 * Transcode workers on instances with NVIDIA cards, one worker to a card. On the bridge network of the instance: a task needs no
 * address of its own, for nobody calls it, and the instance's credentials are a hop too far for it.
 */
export class GpuWorker extends Construct {
  readonly service: Ec2Service;
  readonly container: ContainerDefinition;
  readonly logs: LogGroup;

  constructor(scope: Construct, id: string, props: GpuWorkerProps) {
    super(scope, id);
    const { config, gpu, platform } = props;
    const name = `${config.name}-transcode`;
    this.logs = logGroup(this, 'Logs', 'transcode', config);
    const task = new Ec2TaskDefinition(this, 'Task', {
      family: name,
      networkMode: NetworkMode.BRIDGE,
      volumes: [TMP, { name: 'scratch', host: { sourcePath: INSTANCE_SCRATCH } }],
      ...taskRoles(this, { name, permissions: props.permissions }),
    });
    this.container = addServiceContainer(task, 'Container', {
      image: 'transcode',
      config,
      logs: this.logs,
      environment: props.environment,
      secrets: props.secrets,
      stopTimeout: props.stopTimeout,
      overrides: { cpu: gpu.cpu, memoryLimitMiB: gpu.memory, gpuCount: gpu.gpus },
    });
    this.container.addMountPoints({ sourceVolume: 'scratch', containerPath: '/scratch', readOnly: false });
    this.service = new Ec2Service(this, 'Service', {
      serviceName: name,
      cluster: platform.cluster,
      taskDefinition: task,
      capacityProviderStrategies: [{ capacityProvider: props.capacityProvider, weight: 1 }],
      // A new worker takes the card of an old one: no second fleet for a deployment. Busy old ones are protected until they are done.
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      circuitBreaker: { enable: true, rollback: true },
      enableExecuteCommand: false,
      propagateTags: PropagatedTagSource.SERVICE,
      enableECSManagedTags: true,
    });
  }
}
