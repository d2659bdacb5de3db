import { Stack } from 'aws-cdk-lib';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { QUEUES } from '../../services/core/index.ts';
import { bucketUse, keyUse, taskProtection } from '../constructs/permissions.ts';
import { commonEnvironment } from '../constructs/environment.ts';
import { FargateWorker } from '../constructs/fargate-worker.ts';
import { GpuWorker } from '../constructs/gpu-worker.ts';
import { ON_DEMAND, spot } from '../constructs/capacity-strategies.ts';
import { QueueScaling } from '../constructs/queue-scaling.ts';
import { STOP_TIMEOUTS } from '../constructs/stop-timeouts.ts';
import { temporalConnection } from '../constructs/temporal-connection.ts';
import type { ServiceStackProps } from './service-stack.ts';

export interface TranscodeStackProps extends ServiceStackProps {
  /** Name of the capacity provider with cards; `null` where there is none. */
  readonly gpuProvider: string | null;
}

interface Parts {
  readonly environment: Readonly<Record<string, string>>;
  readonly temporal: ReturnType<typeof temporalConnection>;
  readonly permissions: readonly PolicyStatement[];
}

/**
 * Workers of `transcode-queue`: on instances with graphics cards, and then also those of `transcode-cpu-queue` for what a card
 * cannot do; or on Fargate alone.
 */
export class TranscodeStack extends Stack {
  readonly service: BaseService;
  readonly logs: LogGroup;
  /** Workers of `transcode-cpu-queue`; none where the others have no cards either. */
  readonly fallback: FargateWorker | null;

  constructor(scope: Construct, id: string, { config, platform, gpuProvider, ...props }: TranscodeStackProps) {
    super(scope, id, props);
    const { sources, results, key } = platform.storage;
    const temporal = temporalConnection(this, config);
    const parts: Parts = {
      environment: { ...commonEnvironment(config, platform.storage), ...temporal.environment },
      temporal,
      permissions: [
        ...bucketUse(sources, { read: true }),
        ...bucketUse(results, { read: true, write: true, remove: true }),
        ...keyUse(key, { write: true }),
        taskProtection(this, platform.cluster.clusterName),
      ],
    };
    const { transcode, name } = config;
    if (transcode.kind === 'gpu' && gpuProvider) {
      const worker = new GpuWorker(this, 'Transcode', {
        config,
        gpu: transcode,
        platform,
        capacityProvider: gpuProvider,
        environment: {
          ...parts.environment,
          FANOUT_TRANSCODE_SLOTS: String(transcode.slots),
          // A worker that should have a card, and has none that works, takes no work and says so.
          FANOUT_ENCODER: 'nvenc',
          // ECS gives the container its card; what of the driver comes with it is said here, and in the image.
          NVIDIA_DRIVER_CAPABILITIES: 'compute,utility,video',
        },
        secrets: temporal.secrets,
        permissions: parts.permissions,
        stopTimeout: STOP_TIMEOUTS.transcode,
      });
      this.service = worker.service;
      this.logs = worker.logs;
      this.fallback = this.#onFargate('Fallback', 'transcode-cpu', { ...transcode.cpuFallback, purchase: 'spot' }, parts, {
        config,
        platform,
      });
    } else if (transcode.kind === 'cpu') {
      const worker = this.#onFargate('Transcode', 'transcode', transcode, parts, { config, platform });
      this.service = worker.service;
      this.logs = worker.logs;
      this.fallback = null;
    } else {
      throw new Error('transcode.kind is gpu, and the cluster has no capacity provider for it');
    }
    new QueueScaling(this, 'Scaling', {
      name,
      service: this.service,
      queue: QUEUES.transcode,
      ...transcode.tasks,
      slots: transcode.slots,
    });
    if (this.fallback && transcode.kind === 'gpu') {
      new QueueScaling(this, 'FallbackScaling', {
        name,
        service: this.fallback.service,
        queue: QUEUES.transcodeCpu,
        ...transcode.cpuFallback.tasks,
        slots: transcode.cpuFallback.slots,
      });
    }
  }

  #onFargate(
    id: string,
    part: 'transcode' | 'transcode-cpu',
    size: { cpu: number; memory: number; scratchGib: number; slots: number; purchase: 'spot' | 'onDemand' },
    { environment, temporal, permissions }: Parts,
    { config, platform }: ServiceStackProps,
  ): FargateWorker {
    return new FargateWorker(this, id, {
      config,
      platform,
      image: 'transcode',
      part,
      cpu: size.cpu,
      memory: size.memory,
      scratchGib: size.scratchGib,
      environment: {
        ...environment,
        FANOUT_TRANSCODE_SLOTS: String(size.slots),
        FANOUT_ENCODER: 'software',
        ...(part === 'transcode-cpu' ? { FANOUT_TRANSCODE_QUEUE: QUEUES.transcodeCpu } : {}),
      },
      secrets: temporal.secrets,
      permissions,
      securityGroup: platform.network.groups.workers,
      strategies: size.purchase === 'spot' ? spot() : ON_DEMAND,
      // New ones come first; busy old ones are protected until they are done.
      healthy: { min: 100, max: 200 },
      stopTimeout: STOP_TIMEOUTS.transcode,
    });
  }
}
