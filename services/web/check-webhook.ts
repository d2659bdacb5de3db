import { FanoutError } from '../core/index.ts';
import { isWithin, type Networks } from './addresses.ts';
import { checkUrl } from './check-url.ts';
import { checkLiteral } from './guarded-lookup.ts';

/**
 * An address that events may be sent to, names not looked up yet. Plain `http://` is for servers in networks that were
 * opened only: nothing on a public way keeps what it carries to itself.
 *
 * @param networks private ones that were opened for this
 * @throws FanoutError WEBHOOK_REFUSED
 */
export function checkWebhook(text: string, networks: Networks): URL {
  return refusing(() => {
    const plain = /^http:/i.test(text) && networks.length > 0;
    const url = checkUrl(text, plain ? ['http:'] : ['https:']);
    checkLiteral(url.hostname, networks, plain ? isWithin : undefined);
    return url;
  });
}

/** Runs a check that is made for sources. @throws FanoutError WEBHOOK_REFUSED where it throws SOURCE_URL_REFUSED */
function refusing<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw asWebhookRefusal(error) ?? error;
  }
}

/** What refuses an address as a source, if it is that, as the refusal of a webhook. */
export function asWebhookRefusal(error: unknown): FanoutError | null {
  if (!(error instanceof FanoutError) || error.code !== 'SOURCE_URL_REFUSED') return null;
  return new FanoutError('WEBHOOK_REFUSED', error.message, [], { cause: error });
}
