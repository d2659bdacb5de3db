import type { JobSpec } from '../core/spec/index.ts';
import { checkWebhook } from '../web/index.ts';
import { networksFrom } from './named-place.ts';

/**
 * Refuses a spec whose webhook can never be delivered, before anything is uploaded. Names are looked up by the workers only.
 * @throws FanoutError WEBHOOK_REFUSED; USAGE for FANOUT_WEBHOOK_NETWORKS that cannot be read
 */
export function checkJobWebhook(
  { webhook }: JobSpec,
  env: Readonly<Record<string, string | undefined>> = process.env,
): void {
  if (webhook !== undefined) checkWebhook(webhook, networksFrom(env, 'FANOUT_WEBHOOK_NETWORKS'));
}
