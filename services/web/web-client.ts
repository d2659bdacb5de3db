import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { FanoutError } from '../core/index.ts';
import { checkUrl } from './check-url.ts';
import { checkLiteral, guardedLookup, type Resolve } from './guarded-lookup.ts';
import type { WebConfig } from './web-config.ts';

const MAX_REDIRECTS = 5;
/** Without a byte from the server. */
const SILENCE_MS = 20_000;
/** Between the first attempt at a read and the second; each further one is twice as long. */
const PAUSE_MS = 250;
const MAX_SOCKETS_PER_HOST = 8;
const REDIRECTS: readonly (number | undefined)[] = [301, 302, 303, 307, 308];
/** `identity`: bytes must be at the places that ranges name. Some servers give nothing to a client without a name. */
const HEADERS = { 'accept-encoding': 'identity', 'user-agent': 'fanout' } as const;

/** What tests need to be otherwise. */
export interface WebClientOptions {
  /** Certificates to trust instead of the system's. */
  readonly ca?: string;
  readonly resolve?: Resolve;
  readonly silenceMs?: number;
  readonly pauseMs?: number;
}

/** Reads from servers of other people, none of which may lead it into a network of ours. */
export class WebClient {
  readonly config: WebConfig;
  /** Milliseconds before a read that failed is tried again. */
  readonly pauseMs: number;
  readonly #agent: Agent;
  readonly #silenceMs: number;

  constructor(config: WebConfig, { ca, resolve, silenceMs = SILENCE_MS, pauseMs = PAUSE_MS }: WebClientOptions = {}) {
    this.config = config;
    this.#silenceMs = silenceMs;
    this.pauseMs = pauseMs;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: MAX_SOCKETS_PER_HOST,
      lookup: guardedLookup(config.networks, resolve),
      ...(ca ? { ca } : {}),
    });
  }

  /**
   * The answer to a GET, after redirects, each of which is checked as the first address was. Whoever asks must read or
   * destroy it.
   *
   * @throws FanoutError SOURCE_URL_REFUSED; whatever the connection fails with
   */
  async get(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
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

  #once(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
    checkLiteral(url.hostname, this.config.networks);
    return new Promise((resolve, reject) => {
      let response: IncomingMessage | null = null;
      const options = { agent: this.#agent, timeout: this.#silenceMs, signal };
      const outgoing = request(url, { ...options, headers: { ...headers, ...HEADERS } }, (answer) => {
        response = answer;
        resolve(answer);
      });
      outgoing.on('timeout', () => {
        // Bytes that nobody has taken yet: it is the reader who is slow.
        if (response && response.readableLength > 0) outgoing.socket?.setTimeout(this.#silenceMs);
        else (response ?? outgoing).destroy(new Error(`it was silent for ${this.#silenceMs / 1000} s`));
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  }
}
