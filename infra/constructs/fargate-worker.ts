import type { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  type CapacityProviderStrategy,
  type ContainerDefinition,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  OperatingSystemFamily,
  type Secret,
} from 'aws-cdk-lib/aws-ecs';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import { addServiceContainer, TMP } from './container.ts';
import { logGroup } from './log-group.ts';
import type { Permission } from './permissions.ts';
import type { Platform } from './platform.ts';
import { SERVICE_DEFAULTS } from './service-defaults.ts';
import type { ImageName } from './service-image.ts';
import { taskRoles } from './task-roles.ts';

export interface FargateWorkerProps {
  readonly config: Config;
  readonly platform: Platform;
  readonly image: ImageName;
  /** Of the service, after the name of the deployment. @default the image's name */
  readonly part?: string;
  /** In 1/1024 vCPU. */
  readonly cpu: number;
  /** In MiB. */
  readonly memory: number;
  /** Space of `/scratch`, in GiB, 21 to 200. @default there is none */
  readonly scratchGib?: number;
  readonly environment: Readonly<Record<string, string>>;
  /** @default none */
  readonly secrets?: Readonly<Record<string, Secret>>;
  /** What the task itself may do. @default nothing */
  readonly permissions?: readonly Permission[];
  readonly securityGroup: ISecurityGroup;
  readonly strategies: readonly CapacityProviderStrategy[];
  /** How many there are, where nothing scales them. @default what scales them says */
  readonly desiredCount?: number;
  /** In a deployment, in percent of the tasks that there should be. */
  readonly healthy: { readonly min: number; readonly max: number };
  readonly stopTimeout: Duration;
}

/** A service on Fargate that runs one of our images: a task role and an execution role of its own, a log group, no way in. */
export class FargateWorker extends Construct {
  readonly service: FargateService;
  readonly container: ContainerDefinition;
  readonly task: FargateTaskDefinition;
  readonly logs: LogGroup;

  constructor(scope: Construct, id: string, props: FargateWorkerProps) {
    super(scope, id);
    const { config, platform, image, part = image, scratchGib } = props;
    this.logs = logGroup(this, 'Logs', part, config);
    this.task = new FargateTaskDefinition(this, 'Task', {
      family: `${config.name}-${part}`,
      cpu: props.cpu,
      memoryLimitMiB: props.memory,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.X86_64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      ...(scratchGib === undefined ? {} : { ephemeralStorageGiB: scratchGib }),
      volumes: [TMP, ...(scratchGib === undefined ? [] : [{ name: 'scratch' }])],
      ...taskRoles(this, { name: `${config.name}-${part}`, permissions: props.permissions ?? [] }),
    });
    this.container = addServiceContainer(this.task, 'Container', {
      image,
      config,
      logs: this.logs,
      environment: props.environment,
      secrets: props.secrets ?? {},
      stopTimeout: props.stopTimeout,
    });
    if (scratchGib !== undefined) {
      this.container.addMountPoints({ sourceVolume: 'scratch', containerPath: '/scratch', readOnly: false });
    }
    const { network, cluster } = platform;
    this.service = new FargateService(this, 'Service', {
      serviceName: `${config.name}-${part}`,
      cluster,
      taskDefinition: this.task,
      vpcSubnets: network.taskSubnets,
      assignPublicIp: network.assignPublicIp,
      securityGroups: [props.securityGroup],
      capacityProviderStrategies: [...props.strategies],
      ...(props.desiredCount === undefined ? {} : { desiredCount: props.desiredCount }),
      minHealthyPercent: props.healthy.min,
      maxHealthyPercent: props.healthy.max,
      ...SERVICE_DEFAULTS,
    });
  }
}
