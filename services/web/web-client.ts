import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { FanoutError } from '../core/index.ts';
import { checkUrl } from './check-url.ts';
import { checkLiteral, guardedLookup } from './guarded-lookup.ts';
import type { WebConfig } from './web-config.ts';

const MAX_REDIRECTS = 5;
/** Milliseconds without a byte. */
const SILENCE_MS = 20_000;
const MAX_SOCKETS_PER_HOST = 8;
const REDIRECTS: readonly (number | undefined)[] = [301, 302, 303, 307, 308];

/** Reads from servers of other people, none of which may lead it into a network of ours. */
export class WebClient {
  readonly config: WebConfig;
  readonly #agent: Agent;

  /** @param ca certificates to trust besides the system's, for tests */
  constructor(config: WebConfig, ca?: string) {
    this.config = config;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: MAX_SOCKETS_PER_HOST,
      lookup: guardedLookup(config.networks),
      ...(ca ? { ca } : {}),
    });
  }

  /**
   * The answer to a GET, after redirects, each of which is checked as the first address was. Whoever asks must read or
   * destroy it.
   *
   * @throws FanoutError SOURCE_URL_REFUSED, SOURCE_UNREACHABLE
   */
  async get(url: string, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<IncomingMessage> {
    let at = checkUrl(url);
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const response = await this.#once(at, headers, signal);
      const { location } = response.headers;
      if (!REDIRECTS.includes(response.statusCode) || location === undefined) return response;
      response.destroy();
      if (!URL.canParse(location, at.href)) throw new FanoutError('SOURCE_URL_REFUSED', 'It redirects to no address.');
      at = checkUrl(new URL(location, at.href).href);
    }
    throw new FanoutError('SOURCE_URL_REFUSED', `It redirects more than ${MAX_REDIRECTS} times.`);
  }

  close(): void {
    this.#agent.destroy();
  }

  #once(url: URL, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<IncomingMessage> {
    checkLiteral(url.hostname, this.config.networks);
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, timeout: SILENCE_MS, ...(signal ? { signal } : {}) };
      const outgoing = request(url, { ...options, headers: { ...headers, 'accept-encoding': 'identity' } }, resolve);
      outgoing.on('timeout', () => outgoing.destroy(new Error(`it was silent for ${SILENCE_MS / 1000} s`)));
      outgoing.on('error', (error) => reject(signal?.aborted ? error : unreachable(url.hostname, error)));
      outgoing.end();
    });
  }
}

/** Any failure of a connection, as the catalogue has it. */
export function unreachable(host: string, error: unknown): FanoutError {
  if (error instanceof FanoutError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new FanoutError('SOURCE_UNREACHABLE', `${host} could not be read: ${why}`, [], { cause: error });
}
