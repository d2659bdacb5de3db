import { proxyActivities } from '@temporalio/workflow';
import type { EncoderOffer } from '../../services/core/index.ts';
import {
  type EncoderPatience,
  type EncodingHome,
  findHome,
  homeWithoutCards,
  watchingCards,
} from '../../services/workflow/encoder.ts';

export interface EncoderActivities {
  offerEncoder(): Promise<EncoderOffer>;
  /** Stands for all encoding. @returns what it was */
  encode(nvenc: readonly string[]): Promise<string>;
}

/** Work of a job, as far as its encoder goes, with less patience. @returns what was done, in order */
export async function EncoderWorkflow(patience: EncoderPatience): Promise<string[]> {
  const log: string[] = [];
  const work = async ({ queue, offer }: EncodingHome) => {
    const { encode } = proxyActivities<EncoderActivities>({ taskQueue: queue, startToCloseTimeout: '1 minute' });
    const all = async () => {
      log.push(`${queue}: ${await encode(offer.nvenc)}`);
    };
    await (offer.nvenc.length > 0 ? watchingCards(() => log.length, all, patience) : all());
  };
  const home = await findHome(patience);
  try {
    await work(home);
  } catch (error) {
    const other = await homeWithoutCards(home, error, patience);
    if (!other) throw error;
    log.push('lost');
    await work(other);
  }
  return log;
}
