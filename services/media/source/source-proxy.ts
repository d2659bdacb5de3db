import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BLOCK_BYTES, BlockCache, readAhead } from './block-cache.ts';
import type { ByteSource } from './byte-source.ts';

/** A source while it can be read through the proxy. */
export interface ProxiedSource {
  /** What ffmpeg gets: loopback and a random token, no credential and no name. */
  readonly url: string;
  /** Bytes read from the store for this reader so far. */
  readonly bytesRead: number;
  /** Bytes handed to this reader so far, whether they had to be read from the store or were there already. */
  readonly bytesServed: number;
  /** Changes while this reader is given bytes, and while it waits for a store, which says by itself when it gives up. */
  readonly progress: number;
  /** The first failure of the store: ffmpeg takes it for the end of the file, so it must be asked for afterwards. */
  readonly failure: unknown;
  /** Forgets the token and ends its connections. */
  release(): void;
}

/** How a source is read: straight on, as an encoder does, or here and there for a few headers. */
export type Pace = 'stream' | 'glance';

/**
 * Between two blocks of a glance. The system's socket buffers take megabytes that ffprobe never looks at; at this pace
 * (64 MB/s) it has read what it wants, and closed, before they fill.
 */
const GLANCE_PAUSE_MS = 2;

interface Entry {
  readonly source: ByteSource;
  readonly pace: Pace;
  readonly open: Set<ServerResponse>;
  bytesRead: number;
  bytesServed: number;
  /** Reads of the store that are not answered yet. */
  waiting: number;
  failure: unknown;
}

/**
 * Serves byte ranges of sources to ffmpeg on this machine. ffmpeg never holds a credential and has no need of the outside
 * network; reads of the store are aligned to blocks, cached, and grow while a reader goes straight on.
 */
export class SourceProxy {
  readonly #entries = new Map<string, Entry>();
  readonly #cache = new BlockCache();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(): Promise<SourceProxy> {
    const proxy = new SourceProxy();
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  async stop(): Promise<void> {
    for (const token of this.#entries.keys()) this.#release(token);
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) await once(this.#server, 'close');
  }

  /** Makes a source readable until it is released. */
  register(source: ByteSource, pace: Pace = 'stream'): ProxiedSource {
    const token = randomBytes(16).toString('hex');
    const entry: Entry = { source, pace, open: new Set(), bytesRead: 0, bytesServed: 0, waiting: 0, failure: null };
    this.#entries.set(token, entry);
    const { port } = this.#server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}/${token}`,
      get bytesRead() {
        return entry.bytesRead;
      },
      get bytesServed() {
        return entry.bytesServed;
      },
      get progress() {
        return entry.bytesServed + (entry.waiting > 0 ? performance.now() : 0);
      },
      get failure() {
        return entry.failure;
      },
      release: () => this.#release(token),
    };
  }

  /** Makes a source readable for the length of some work. @throws what {@link useAll} throws */
  use<T>(source: ByteSource, work: (proxied: ProxiedSource) => Promise<T>, pace: Pace = 'stream'): Promise<T> {
    return this.#during([this.register(source, pace)], ([proxied]) => work(proxied as ProxiedSource));
  }

  /**
   * Makes sources readable, in their order, for the length of some work.
   * @throws the first failure of a store, even when the work succeeded: ffmpeg takes it for the end of the file and exits in
   * peace; else what the work throws
   */
  useAll<T>(sources: readonly ByteSource[], work: (proxied: readonly ProxiedSource[]) => Promise<T>): Promise<T> {
    return this.#during(
      sources.map((source) => this.register(source)),
      work,
    );
  }

  async #during<T>(
    proxied: readonly ProxiedSource[],
    work: (proxied: readonly ProxiedSource[]) => Promise<T>,
  ): Promise<T> {
    const failure = () => proxied.find((source) => source.failure)?.failure;
    try {
      const result = await work(proxied).catch((error: unknown) => {
        throw failure() ?? error;
      });
      if (failure()) throw failure();
      return result;
    } finally {
      for (const source of proxied) source.release();
    }
  }

  #release(token: string): void {
    const entry = this.#entries.get(token);
    this.#entries.delete(token);
    for (const response of entry?.open ?? []) response.destroy();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry = this.#entries.get((request.url ?? '').slice(1));
    if (!entry || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(entry ? 405 : 404).end();
      return;
    }
    const { size } = entry.source;
    const range = parseRange(request.headers.range, size);
    if (!range) {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
      return;
    }
    response.writeHead(request.headers.range ? 206 : 200, {
      'accept-ranges': 'bytes',
      'content-type': 'application/octet-stream',
      'content-length': range.end - range.start,
      ...(request.headers.range ? { 'content-range': `bytes ${range.start}-${range.end - 1}/${size}` } : {}),
      connection: 'close',
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    entry.open.add(response);
    try {
      await this.#stream(entry, range, response);
    } catch (error) {
      entry.failure ??= error;
      throw error;
    } finally {
      entry.open.delete(response);
    }
  }

  async #stream(entry: Entry, range: ByteRange, response: ServerResponse): Promise<void> {
    let blocks = 0;
    for (let at = range.start; at < range.end && !response.destroyed; blocks++) {
      const glance = entry.pace === 'glance';
      if (glance && blocks > 0) await new Promise((resolve) => setTimeout(resolve, GLANCE_PAUSE_MS));
      entry.waiting++;
      const block = await this.#cache
        .read(entry.source, at, glance ? 1 : readAhead(blocks), (bytes) => {
          entry.bytesRead += bytes;
        })
        .finally(() => entry.waiting--);
      if (block.length === 0) throw new Error(`the source ended at byte ${at} of ${entry.source.size}`);
      const bytes = block.subarray(0, Math.min(BLOCK_BYTES, range.end - at));
      at += bytes.length;
      entry.bytesServed += bytes.length;
      // Waiting for each block keeps a reader that is about to jump from being sent megabytes it will not read.
      if (!response.write(bytes)) await drained(response);
    }
    if (!response.destroyed) response.end();
  }
}

/** Resolves when more can be written, or nobody wants it any more. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}

interface ByteRange {
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
}

/** A single range of bytes (RFC 9110, 14.1); the whole when there is none; `null` when it cannot be satisfied. */
export function parseRange(header: string | undefined, size: number): ByteRange | null {
  if (header === undefined) return { start: 0, end: size };
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  if (match[1] === '') {
    const start = Math.max(0, size - Number(match[2]));
    return start < size ? { start, end: size } : null;
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size : Math.min(size, Number(match[2]) + 1);
  return start < end ? { start, end } : null;
}
