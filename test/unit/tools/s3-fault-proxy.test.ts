import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3FaultProxy } from '../../../tools/chaos/s3-fault-proxy.ts';

const BODY = 'x'.repeat(200_000);
let server: Server;
let proxy: S3FaultProxy;
let seen: { host: string | undefined; bytes: number; ended: boolean }[];

beforeEach(async () => {
  seen = [];
  server = createServer(
    (req, res) =>
      void answer(req).then(
        () => res.end(req.method === 'GET' ? BODY : ''),
        () => res.destroy(),
      ),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await S3FaultProxy.start({ target: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seed: 4 });
});

afterEach(async () => {
  await proxy.stop();
  server.closeAllConnections();
  server.close();
});

async function answer(req: IncomingMessage): Promise<void> {
  const entry = { host: req.headers.host, bytes: 0, ended: false };
  seen.push(entry);
  req.on('data', (bytes: Buffer) => {
    entry.bytes += bytes.length;
  });
  req.on('error', () => {});
  await once(req, 'end');
  entry.ended = true;
}

const get = () => fetch(proxy.endpoint).then((response) => response.text());
const put = () => fetch(proxy.endpoint, { method: 'PUT', body: BODY });

describe('the proxy in front of S3', () => {
  it('passes everything on, under the name that the client used and signed', async () => {
    expect(await get()).toBe(BODY);
    expect((await put()).status).toBe(200);
    expect(seen).toEqual([0, BODY.length].map((bytes) => ({ host: proxy.endpoint.slice(7), bytes, ended: true })));
  });

  it('refuses without asking the server, or after it', async () => {
    proxy.fault = { kind: 'error', share: 1 };
    expect([500, 503]).toContain((await put()).status);
    expect(seen).toEqual([]);
    proxy.fault = { kind: 'late-error', share: 1 };
    expect([500, 503]).toContain((await put()).status);
    expect(seen).toMatchObject([{ ended: true }]);
    expect(proxy.hits).toEqual(
      new Map([
        ['error', 1],
        ['late-error', 1],
      ]),
    );
  });

  it('cuts an answer in its middle', async () => {
    proxy.fault = { kind: 'cut-answer', share: 1 };
    const response = await fetch(proxy.endpoint);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('cuts what is sent in its middle', async () => {
    proxy.fault = { kind: 'cut-request', share: 1 };
    await expect(put()).rejects.toThrow();
    await expect.poll(() => seen[0]?.bytes).toBe(BODY.length / 2);
    expect(seen[0]?.ended).toBe(false);
  });

  it('ends a connection whose whole request arrived before the client hears of it', async () => {
    proxy.fault = { kind: 'cut-answer', share: 1 };
    await expect(put()).rejects.toThrow();
    expect(seen).toMatchObject([{ bytes: BODY.length, ended: true }]);
  });

  it('lets nothing through while the network is lost, and everything afterwards', async () => {
    proxy.fault = { kind: 'lost', share: 1 };
    let arrived = false;
    const answered = get().then((text) => {
      arrived = true;
      return text;
    });
    await sleep(200);
    expect({ arrived, seen }).toEqual({ arrived: false, seen: [] });
    proxy.fault = null;
    expect(await answered).toBe(BODY);
  });

  it('is slow on demand', async () => {
    proxy.fault = { kind: 'slow', share: 1 };
    const started = Date.now();
    expect(await get()).toBe(BODY);
    expect(Date.now() - started).toBeGreaterThan(900);
  });

  it('spares the share that is not to be hit', async () => {
    proxy.fault = { kind: 'error', share: 0.5 };
    const statuses = [];
    for (let n = 0; n < 40; n++) statuses.push((await put()).status);
    const good = statuses.filter((status) => status === 200).length;
    expect(good).toBeGreaterThan(8);
    expect(good).toBeLessThan(32);
  });

  it('ends the connection while the server is away, and finds it again', async () => {
    const { port } = server.address() as AddressInfo;
    server.closeAllConnections();
    server.close();
    await expect(get()).rejects.toThrow();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await get()).toBe(BODY);
  });
});
