import { Duration } from 'aws-cdk-lib';
import {
  AwsLogDriverMode,
  Capability,
  type ContainerDefinition,
  type ContainerDefinitionOptions,
  type HealthCheck,
  LinuxParameters,
  LogDrivers,
  type Secret,
  type TaskDefinition,
  type Volume,
} from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Config } from '../config/schema.ts';
import { type ImageName, serviceImage } from './service-image.ts';

/** The user of all images of Fanout. */
export const WORKER_UID = 10_001;

/** As in docker/Dockerfile, which ECS does not read. */
const HEALTH_CHECK: HealthCheck = {
  command: ['CMD', 'health'],
  interval: Duration.seconds(15),
  timeout: Duration.seconds(10),
  startPeriod: Duration.seconds(60),
  retries: 2,
};

/** Every task has it: an empty volume of its own. */
export const TMP: Volume = { name: 'tmp' };

export interface ServiceContainerProps {
  readonly image: ImageName;
  readonly config: Config;
  readonly logs: ILogGroup;
  readonly environment: Readonly<Record<string, string>>;
  /** @default none */
  readonly secrets?: Readonly<Record<string, Secret>>;
  /** From SIGTERM to SIGKILL. Fargate takes 120 s at most. */
  readonly stopTimeout: Duration;
  /** What differs from the others. @default nothing */
  readonly overrides?: Partial<ContainerDefinitionOptions>;
}

/**
 * A container of one of our images, walled in as in compose: no user rights, no capability, no root file system to write to.
 * That it cannot become more is said on instances only: Fargate takes no such option. `/tmp`, and `/scratch` where there is one, are volumes of the task; images give them their owner.
 */
export function addServiceContainer(
  task: TaskDefinition,
  id: string,
  props: ServiceContainerProps,
): ContainerDefinition {
  const { image, config, logs, environment, secrets = {}, stopTimeout, overrides = {} } = props;
  const linuxParameters = new LinuxParameters(task, `${id}Linux`);
  linuxParameters.dropCapabilities(Capability.ALL);
  const container = task.addContainer(id, {
    containerName: image,
    image: serviceImage(task, config, image),
    environment: { AWS_REGION: task.stack.region, FANOUT_LOG_LEVEL: 'info', ...environment },
    secrets: { ...secrets },
    user: `${WORKER_UID}:${WORKER_UID}`,
    readonlyRootFilesystem: true,
    privileged: false,
    linuxParameters,
    stopTimeout,
    healthCheck: HEALTH_CHECK,
    // A log that is not taken away in time is no reason for work to stand still.
    logging: LogDrivers.awsLogs({ logGroup: logs, streamPrefix: image, mode: AwsLogDriverMode.NON_BLOCKING }),
    ...overrides,
  });
  container.addMountPoints({ sourceVolume: TMP.name, containerPath: '/tmp', readOnly: false });
  return container;
}
