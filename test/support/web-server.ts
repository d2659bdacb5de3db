import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { execa } from 'execa';

/** A certificate for `localhost`, `media.test` and 127.0.0.1 that nobody else trusts, made for this run. */
export class TestCertificate {
  /** Of the certificate, for `NODE_EXTRA_CA_CERTS`. */
  readonly path: string;
  readonly cert: string;
  readonly key: string;
  readonly #dir: string;

  private constructor(dir: string, path: string, cert: string, key: string) {
    this.#dir = dir;
    this.path = path;
    this.cert = cert;
    this.key = key;
  }

  static async make(): Promise<TestCertificate> {
    const dir = await mkdtemp(join(tmpdir(), 'fanout-certificate-'));
    const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
    await execa('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,DNS:media.test,IP:127.0.0.1'],
      ...['-keyout', key, '-out', cert],
    ]);
    return new TestCertificate(dir, cert, await readFile(cert, 'utf8'), await readFile(key, 'utf8'));
  }

  async remove(): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true });
  }
}

/** An `https://` server on 127.0.0.1 that answers as a test says, and counts who comes. */
export class TestWebServer {
  readonly requests: IncomingMessage[] = [];
  /** Connections that were ever opened, asked anything or not. */
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.connections++;
      this.#sockets.add(socket);
    });
    server.on('request', (request: IncomingMessage) => this.requests.push(request));
  }

  static async start({ cert, key }: TestCertificate, answer: RequestListener): Promise<TestWebServer> {
    const server = new TestWebServer(createServer({ cert, key }, answer));
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  url(path = '/film.mp4', host = '127.0.0.1'): string {
    return `https://${host}:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }
}

/** Gives a file as most servers do: parts of it where they are asked for, with its length and an ETag. */
export function giveFile(bytes: Buffer, request: IncomingMessage, response: ServerResponse, etag = '"v1"'): void {
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (!match) {
    response.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes);
    return;
  }
  const start = Number(match[1]);
  const end = Math.min(bytes.length, match[2] ? Number(match[2]) + 1 : bytes.length);
  if (start >= end) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const range = `bytes ${start}-${end - 1}/${bytes.length}`;
  response.writeHead(206, { etag, 'content-range': range, 'content-length': end - start });
  response.end(bytes.subarray(start, end));
}

/** Gives a file as a server does that knows no ranges and no length. */
export function giveWhole(bytes: Buffer, response: ServerResponse): void {
  response.writeHead(200, { 'transfer-encoding': 'chunked' });
  response.end(bytes);
}
