import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { VideoJob } from '../core/index.ts';
import { listDeliveries } from '../temporal/index.ts';
import { out } from './output.ts';

const WAIT_MS = 15_000;
const POLL_MS = 500;

/**
 * Waits a little for the events of a job that is over: the stack that delivers them may be about to end. Says so when some
 * are not delivered then.
 */
export async function deliveriesDone(client: Client, { videoId, spec }: VideoJob, signal: AbortSignal): Promise<void> {
  if (spec.webhook === undefined) return;
  for (const until = Date.now() + WAIT_MS; ; ) {
    const open = (await listDeliveries(client, videoId)).filter(({ state }) => state === 'waiting');
    if (open.length === 0) return;
    if (Date.now() > until) {
      out.say(`Not delivered to the webhook: ${open.map(({ type }) => type).join(', ')}.`);
      return;
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}
