import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ByteGate } from './byte-gate.ts';
import { Random } from './random.ts';
import type { ProxyFaultKind } from './schedule.ts';

/** What happens to requests while it lasts. */
export interface S3Fault {
  /**
   * `error`: HTTP 500 or 503 instead of the server's answer; `late-error`: the same after the server did what was asked;
   * `slow`: half a second later, and a little at a time; `cut-request`, `cut-answer`: the connection ends in the middle of the
   * body; `lost`: not a byte passes in either direction, and all goes on where it stood afterwards.
   */
  readonly kind: ProxyFaultKind;
  /** Of the requests that it happens to, 0 to 1. `lost` happens to all. */
  readonly share: number;
}

export interface FaultProxyOptions {
  /** Where the real S3 is, e.g. `http://127.0.0.1:9000`. It need not be there all the time. */
  readonly target: string;
  /** For which requests are hit. */
  readonly seed?: number;
  /** Told of each request that was hit. */
  readonly onHit?: (kind: ProxyFaultKind, method: string, path: string) => void;
}

const SLOW_MS = 500;
const SLOW_BYTES_PER_SECOND = 400_000;
const ERRORS = [
  { status: 500, code: 'InternalError' },
  { status: 503, code: 'SlowDown' },
] as const;

/**
 * A proxy on loopback between S3 and those who use it, which spoils requests on demand. It passes headers on as they are,
 * `Host` among them: that is signed, so that clients which know S3 by the proxy's address are let in.
 */
export class S3FaultProxy {
  readonly endpoint: string;
  /** Requests so far. */
  requests = 0;
  /** Requests that were hit so far, by kind of fault. */
  readonly hits = new Map<ProxyFaultKind, number>();
  readonly #server: Server;
  readonly #target: URL;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #random: Random;
  readonly #onHit: NonNullable<FaultProxyOptions['onHit']>;
  readonly #gate = new ByteGate();
  #fault: S3Fault | null = null;

  private constructor(server: Server, { target, seed = 1, onHit }: FaultProxyOptions) {
    this.#server = server;
    this.#target = new URL(target);
    this.#random = new Random(seed);
    this.#onHit = onHit ?? (() => {});
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(options: FaultProxyOptions): Promise<S3FaultProxy> {
    const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new S3FaultProxy(server, options);
    server.on('request', (incoming, answer) => void proxy.#serve(incoming, answer));
    return proxy;
  }

  /** Lets requests fail from now on; `null` mends all. */
  set fault(fault: S3Fault | null) {
    this.#fault = fault;
    if (fault?.kind === 'lost') this.#gate.close();
    else this.#gate.open();
  }

  async stop(): Promise<void> {
    this.#gate.open();
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
    if (this.#server.listening) await once(this.#server, 'close');
  }

  async #serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    this.requests++;
    const fault = this.#draw(incoming);
    try {
      if (fault === 'slow') await sleep(SLOW_MS);
      await this.#gate.passed();
      if (fault === 'error') {
        incoming.resume();
        await once(incoming, 'end');
        refuse(answer, this.#random.pick(ERRORS));
      } else await this.#forward(incoming, answer, fault);
    } catch {
      // Either side went away, or the fault was to cut: the client is to see a connection that ends.
      answer.destroy();
      incoming.destroy();
    }
  }

  /** Which fault this request gets, if any. */
  #draw({ method = '', url = '' }: IncomingMessage): ProxyFaultKind | null {
    const fault = this.#fault;
    if (!fault || this.#random.next() >= fault.share) return null;
    this.hits.set(fault.kind, (this.hits.get(fault.kind) ?? 0) + 1);
    this.#onHit(fault.kind, method, url);
    return fault.kind;
  }

  async #forward(incoming: IncomingMessage, answer: ServerResponse, fault: ProxyFaultKind | null): Promise<void> {
    const upstream = request({
      host: this.#target.hostname,
      port: this.#target.port,
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: incoming.rawHeaders as never,
      setHost: false,
      agent: this.#agent,
    });
    const answered = once(upstream, 'response') as Promise<[IncomingMessage]>;
    // It is waited for below; until then a failure must not count as one that nobody looks at.
    answered.catch(() => {});
    answer.once('close', () => {
      if (!answer.writableFinished) upstream.destroy();
    });
    await this.#pass(incoming, upstream, bodyLimit(fault === 'cut-request', incoming), fault === 'slow');
    const [reply] = await answered;
    await this.#gate.passed();
    if (fault === 'late-error') {
      reply.resume();
      await once(reply, 'end');
      return refuse(answer, this.#random.pick(ERRORS));
    }
    const isBodiless = incoming.method === 'HEAD' || Number(reply.headers['content-length'] ?? 1) === 0;
    const isCut = fault === 'cut-answer' || fault === 'cut-request';
    if (isCut && isBodiless) throw new Error('cut');
    answer.sendDate = false;
    answer.writeHead(reply.statusCode ?? 502, reply.rawHeaders as never);
    await this.#pass(reply, answer, bodyLimit(isCut, reply), fault === 'slow');
  }

  /** Passes a body on. @param most bytes after which it is cut; all when `null` */
  async #pass(from: Readable, to: Writable, most: number | null, isSlow: boolean): Promise<void> {
    const gate = this.#gate;
    await pipeline(
      from,
      async function* (source: AsyncIterable<Buffer>) {
        let passed = 0;
        for await (const bytes of source) {
          await gate.passed();
          if (isSlow) await sleep((bytes.length / SLOW_BYTES_PER_SECOND) * 1000);
          passed += bytes.length;
          yield most === null || passed <= most
            ? bytes
            : bytes.subarray(0, Math.max(0, bytes.length - (passed - most)));
          if (most !== null && passed >= most) throw new Error('cut');
        }
      },
      to,
    );
  }
}

/** Half of a body that is to be cut; `null` for all of it, also where there is none to cut. */
function bodyLimit(isCut: boolean, { headers }: IncomingMessage): number | null {
  const bytes = Number(headers['content-length'] ?? 0);
  return isCut && bytes > 1 ? Math.floor(bytes / 2) : null;
}

function refuse(answer: ServerResponse, { status, code }: (typeof ERRORS)[number]): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>on purpose</Message></Error>`;
  answer.writeHead(status, { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(body) });
  // A HEAD has no body, whatever its headers say.
  answer.end(answer.req.method === 'HEAD' ? undefined : body);
}
