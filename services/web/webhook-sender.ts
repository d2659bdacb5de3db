import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { FanoutError } from '../core/index.ts';
import { isWithin, type Networks, networksFromEnv } from './addresses.ts';
import { asWebhookRefusal, checkWebhook } from './check-webhook.ts';
import { guardedLookup, type Resolve } from './guarded-lookup.ts';
import { hostOf } from './in-time.ts';

/** From the look-up of the name to the answer's headers. */
const ANSWER_MS = 10_000;
/** Of an answer's body: it is read so that the receiver can finish, and thrown away. */
const MAX_ANSWER_BYTES = 64 * 1024;
const HEADERS = { 'content-type': 'application/json', 'user-agent': 'fanout', connection: 'close' } as const;

/** All that is kept of an answer. */
export interface WebhookAnswer {
  readonly status: number;
  /** Seconds after which the receiver wants to be asked again, if it said so in seconds. */
  readonly retryAfter: number | null;
}

/** What tests need to be otherwise. */
export interface WebhookSenderOptions {
  /** Certificates to trust instead of the system's. */
  readonly ca?: string;
  readonly resolve?: Resolve;
  readonly answerMs?: number;
}

/** `FANOUT_WEBHOOK_NETWORKS` (none): private networks that events may be sent into. @throws FanoutError CONFIG_INVALID */
export function webhookNetworksFromEnv(env: Readonly<Record<string, string | undefined>>): Networks {
  return networksFromEnv(env, 'FANOUT_WEBHOOK_NETWORKS');
}

/**
 * Posts to servers of other people, none of which may lead it into a network of ours. What may be read from as a source may
 * not be posted to for that: networks are opened apart.
 */
export class WebhookSender {
  readonly #networks: Networks;
  readonly #options: WebhookSenderOptions;

  constructor(networks: Networks, options: WebhookSenderOptions = {}) {
    this.#networks = networks;
    this.#options = options;
  }

  /**
   * Posts once. A redirect is an answer like others: where it leads to was not what the owner named.
   * @throws FanoutError WEBHOOK_REFUSED for an address that must not be asked; WEBHOOK_UNDELIVERED when no answer came
   */
  async post(address: string, body: string, headers: Readonly<Record<string, string>>): Promise<WebhookAnswer> {
    const url = checkWebhook(address, this.#networks);
    const limit = AbortSignal.timeout(this.#options.answerMs ?? ANSWER_MS);
    try {
      const response = await this.#send(url, body, headers, limit);
      const status = response.statusCode ?? 0;
      const retryAfter = Number(response.headers['retry-after'] ?? Number.NaN);
      await discard(response);
      return { status, retryAfter: retryAfter >= 0 ? retryAfter : null };
    } catch (error) {
      const refused = asWebhookRefusal(error);
      if (refused) throw refused;
      const seconds = (this.#options.answerMs ?? ANSWER_MS) / 1000;
      const why = limit.aborted
        ? `no answer within ${seconds} s`
        : error instanceof Error
          ? error.message
          : String(error);
      throw new FanoutError('WEBHOOK_UNDELIVERED', `${hostOf(address)}: ${why}.`, [], { cause: error });
    }
  }

  #send(url: URL, body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    const { ca, resolve } = this.#options;
    const plain = url.protocol === 'http:';
    const bytes = Buffer.from(body);
    const options: RequestOptions & { readonly ca?: string } = {
      method: 'POST',
      // What was looked up is what is connected to; nothing of an earlier connection is used.
      agent: false,
      lookup: guardedLookup(this.#networks, resolve, plain ? isWithin : undefined),
      signal,
      headers: { ...headers, ...HEADERS, 'content-length': bytes.length },
      ...(ca ? { ca } : {}),
    };
    return new Promise<IncomingMessage>((done, reject) => {
      const outgoing = (plain ? plainRequest : request)(url, options, done);
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
  }
}

/** The status has said it all; how the rest of the answer ends changes nothing. */
async function discard(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const part of response) {
      bytes += (part as Buffer).length;
      if (bytes > MAX_ANSWER_BYTES) break;
    }
  } catch {
    // It broke off, or took too long.
  } finally {
    response.destroy();
  }
}
