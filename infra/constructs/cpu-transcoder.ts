import type { Construct } from 'constructs';
import { QUEUES } from '../../services/core/index.ts';
import { ON_DEMAND, spot } from './capacity-strategies.ts';
import { FargateWorker } from './fargate-worker.ts';
import { STOP_TIMEOUTS } from './stop-timeouts.ts';
import type { TranscoderProps } from './transcoder.ts';

export interface CpuTranscoderProps extends TranscoderProps {
  /** Whether it does what cards cannot, beside workers that have some, or everything. */
  readonly role: 'fallback' | 'all';
  readonly purchase: 'spot' | 'onDemand';
  /** In 1/1024 vCPU. */
  readonly cpu: number;
  /** In MiB. */
  readonly memory: number;
  readonly scratchGib: number;
  readonly slots: number;
}

/** Transcode workers without a card, on Fargate. */
export class CpuTranscoder extends FargateWorker {
  constructor(scope: Construct, id: string, props: CpuTranscoderProps) {
    const { role, purchase, slots, environment, platform } = props;
    super(scope, id, {
      ...props,
      image: 'transcode',
      part: role === 'fallback' ? 'transcode-cpu' : 'transcode',
      environment: {
        ...environment,
        FANOUT_TRANSCODE_SLOTS: String(slots),
        FANOUT_ENCODER: 'software',
        ...(role === 'fallback' ? { FANOUT_TRANSCODE_QUEUE: QUEUES.transcodeCpu } : {}),
      },
      securityGroup: platform.network.groups.workers,
      strategies: purchase === 'spot' ? spot() : ON_DEMAND,
      // New ones come first; busy old ones are protected until they are done.
      healthy: { min: 100, max: 200 },
      stopTimeout: STOP_TIMEOUTS.transcode,
    });
  }
}
