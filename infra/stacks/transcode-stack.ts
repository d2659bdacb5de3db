import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CpuTranscoder } from '../constructs/cpu-transcoder.ts';
import { GpuTranscoder } from '../constructs/gpu-transcoder.ts';
import type { ServiceLogs } from '../constructs/logged-errors.ts';
import { scaleQueue } from '../constructs/queue-scaling.ts';
import { transcoderProps } from '../constructs/transcoder.ts';
import type { ServiceStackProps } from './service-stack.ts';

export interface TranscodeStackProps extends ServiceStackProps {
  /** Name of the capacity provider with cards; `null` where the configuration has none. */
  readonly gpuProvider: string | null;
}

/**
 * Workers of `transcode-queue`: on instances with graphics cards, and then also those of `transcode-cpu-queue` for what a card
 * cannot do; or on Fargate alone.
 */
export class TranscodeStack extends Stack {
  /** Of each service. */
  readonly logs: readonly ServiceLogs[];

  constructor(scope: Construct, id: string, { config, platform, gpuProvider, ...props }: TranscodeStackProps) {
    super(scope, id, props);
    const { transcode } = config;
    const given = transcoderProps(this, config, platform);
    if (transcode.kind === 'cpu') {
      const worker = new CpuTranscoder(this, 'Transcode', { ...given, ...transcode, role: 'all' });
      this.logs = [{ part: 'transcode', logs: worker.logs }];
      scaleQueue(config, 'transcode', worker.service);
      return;
    }
    if (gpuProvider === null)
      throw new Error('The cluster has no capacity provider with cards, and transcode.kind is gpu.');
    const worker = new GpuTranscoder(this, 'Transcode', { ...given, gpu: transcode, capacityProvider: gpuProvider });
    const fallback = new CpuTranscoder(this, 'Fallback', {
      ...given,
      ...transcode.cpuFallback,
      role: 'fallback',
      purchase: 'spot',
    });
    this.logs = [
      { part: 'transcode', logs: worker.logs },
      { part: 'transcode-cpu', logs: fallback.logs },
    ];
    scaleQueue(config, 'transcode', worker.service);
    scaleQueue(config, 'transcodeCpu', fallback.service);
  }
}
