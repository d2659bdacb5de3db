import { Duration, Stack } from 'aws-cdk-lib';
import { ContainerDependencyCondition } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { ON_DEMAND } from '../constructs/capacity-strategies.ts';
import { addServiceContainer } from '../constructs/container.ts';
import { commonEnvironment } from '../constructs/environment.ts';
import { FargateWorker } from '../constructs/fargate-worker.ts';
import { scaleQueue } from '../constructs/queue-scaling.ts';
import { STOP_TIMEOUTS } from '../constructs/stop-timeouts.ts';
import { temporalConnection } from '../constructs/temporal-connection.ts';
import type { ServiceStackProps } from './service-stack.ts';

/**
 * Workers of `video-tasks`. They decide, and touch no byte of a video: their role may do nothing at all. Before the first of them
 * starts, `setup` sees to the namespace and its search attributes.
 */
export class WorkflowStack extends Stack {
  readonly worker: FargateWorker;

  constructor(scope: Construct, id: string, { config, platform, ...props }: ServiceStackProps) {
    super(scope, id, props);
    const { workflow } = config;
    const temporal = temporalConnection(this, config);
    const environment = { ...commonEnvironment(config, platform.storage), ...temporal.environment };
    this.worker = new FargateWorker(this, 'Workflow', {
      config,
      platform,
      image: 'workflow',
      cpu: workflow.cpu,
      memory: workflow.memory,
      environment,
      secrets: temporal.secrets,
      securityGroup: platform.network.groups.workers,
      strategies: ON_DEMAND,
      // A new version replays what an old one began, and both may work side by side (docs/changing-workflows.md).
      healthy: { min: 100, max: 200 },
      stopTimeout: STOP_TIMEOUTS.workflow,
    });
    const setup = addServiceContainer(this.worker.task, 'Setup', {
      image: 'setup',
      config,
      logs: this.worker.logs,
      environment: { ...environment, FANOUT_SETUP: 'temporal' },
      secrets: temporal.secrets,
      stopTimeout: Duration.seconds(10),
      overrides: { essential: false, healthCheck: undefined },
    });
    this.worker.container.addContainerDependencies({
      container: setup,
      condition: ContainerDependencyCondition.SUCCESS,
    });
    scaleQueue(config, 'workflow', this.worker.service);
  }
}
