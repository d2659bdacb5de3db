import { proxyActivities } from '@temporalio/workflow';
import type { EncoderOffer } from '../../services/core/index.ts';
import { atHome, type EncoderPatience, watchingCards } from '../../services/workflow/encoder.ts';

export interface EncoderActivities {
  offerEncoder(): Promise<EncoderOffer>;
  /** Stands for all encoding. @returns what it was */
  encode(nvenc: readonly string[]): Promise<string>;
}

/** Work of a job, as far as its encoder goes. @returns what was done, in order */
export async function EncoderWorkflow(patience: EncoderPatience): Promise<string[]> {
  const log: string[] = [];
  const work = async ({ queue, offer }: Parameters<Parameters<typeof atHome>[0]>[0]) => {
    const { encode } = proxyActivities<EncoderActivities>({ taskQueue: queue, startToCloseTimeout: '1 minute' });
    const all = async () => {
      log.push(`${queue}: ${await encode(offer.nvenc)}`);
    };
    await (offer.nvenc.length > 0 ? watchingCards(() => log.length, all, patience) : all());
  };
  const lost = async () => {
    log.push('lost');
  };
  await atHome(work, lost, patience);
  return log;
}
