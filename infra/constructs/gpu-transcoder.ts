import {
  AvailabilityZoneRebalancing,
  type ContainerDefinition,
  Ec2Service,
  Ec2TaskDefinition,
  NetworkMode,
} from 'aws-cdk-lib/aws-ecs';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { GpuConfig } from '../config/parts.ts';
import { addServiceContainer, TMP } from './container.ts';
import { INSTANCE_SCRATCH } from './instance-setup.ts';
import { logGroup } from './log-group.ts';
import { SERVICE_DEFAULTS } from './service-defaults.ts';
import { STOP_TIMEOUTS } from './stop-timeouts.ts';
import { taskRoles } from './task-roles.ts';
import type { TranscoderProps } from './transcoder.ts';

export interface GpuTranscoderProps extends TranscoderProps {
  readonly gpu: GpuConfig;
  /** Name of the capacity provider that brings instances with cards. */
  readonly capacityProvider: string;
}

/**
 * Transcode workers on instances with NVIDIA cards, one worker to an instance, whose disk it has. On the bridge network of the instance: a task needs no
 * address of its own, for nobody calls it, and the instance's credentials are a hop too far for it.
 */
export class GpuTranscoder extends Construct {
  readonly service: Ec2Service;
  readonly container: ContainerDefinition;
  readonly logs: LogGroup;

  constructor(scope: Construct, id: string, props: GpuTranscoderProps) {
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
      environment: {
        ...props.environment,
        FANOUT_TRANSCODE_SLOTS: String(gpu.slots),
        // A worker that should have a card, and has none that works, takes no work and says so.
        FANOUT_ENCODER: 'nvenc',
        // ECS gives the container its card; what of the driver comes with it is said here, and in the image.
        NVIDIA_DRIVER_CAPABILITIES: 'compute,utility,video',
      },
      secrets: props.secrets,
      stopTimeout: STOP_TIMEOUTS.transcode,
      overrides: {
        cpu: gpu.cpu,
        memoryLimitMiB: gpu.memory,
        gpuCount: gpu.gpus,
        dockerSecurityOptions: ['no-new-privileges'],
      },
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
      ...SERVICE_DEFAULTS,
    });
  }
}
