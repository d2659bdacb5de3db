import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { asFanoutError } from '../../services/core/index.ts';
import { parseNetworks } from '../../services/web/addresses.ts';
import { WebClient, type WebConfig } from '../../services/web/index.ts';
import type { WebClientOptions } from '../../services/web/web-client.ts';
import { TestCertificate, TestWebServer } from './web-server.ts';

/** Servers on loopback for a file of tests, and clients that trust them; each test's are gone after it. */
export function webFixture() {
  let certificate: TestCertificate;
  const servers: TestWebServer[] = [];
  const clients: WebClient[] = [];
  beforeAll(async () => {
    certificate = await TestCertificate.make();
  });
  afterAll(() => certificate.remove());
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  return {
    async serve(answer: RequestListener): Promise<TestWebServer> {
      const server = await TestWebServer.start(certificate, answer);
      servers.push(server);
      return server;
    },
    /** Accepts a megabyte, within five seconds, from loopback. */
    client(options: WebClientOptions = {}, config: Partial<WebConfig> = {}): WebClient {
      const all = { networks: parseNetworks('127.0.0.0/8'), maxBytes: 1e6, copyMs: 5_000, ...config };
      const made = new WebClient(all, { ca: certificate.cert, pauseMs: 10, ...options });
      clients.push(made);
      return made;
    },
  };
}

/** What some work failed with, as the catalogue has it. */
export const failure = (work: Promise<unknown>) => work.then(() => 'nothing failed', asFanoutError);

export const refused = (code: string, why = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(why) });

/** Answers everything with this. */
export const answering =
  (status: number, headers: Record<string, string | number> = {}, body?: Buffer): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
