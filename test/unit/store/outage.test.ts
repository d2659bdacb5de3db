import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createS3Client, Store } from '../../../services/store/index.ts';

/* A server that speaks as much S3 as a test needs, and misbehaves first. */

const OBJECT = Buffer.from('0123456789');
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Answers each request with the next of these, and the last one from then on. */
async function serving(...answers: RequestListener[]): Promise<{ endpoint: string; asked: () => number }> {
  let asked = 0;
  server = createServer((request, response) => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
}

const whole: RequestListener = (_request, response) => response.writeHead(200, { etag: '"e"' }).end(OBJECT);
const cut: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-length': OBJECT.length }).write(OBJECT.subarray(0, 3));
  setTimeout(() => response.destroy(), 20);
};
const broken: RequestListener = (_request, response) => response.writeHead(500).end();
const gone: RequestListener = (_request, response) => response.writeHead(404).end();
const forbidden: RequestListener = (_request, response) => response.writeHead(403).end();
const times = (count: number, answer: RequestListener) => Array<RequestListener>(count).fill(answer);

const store = (endpoint: string, patienceMs: number) =>
  new Store(createS3Client({ endpoint, accessKey: 'a', secretKey: 'b', region: 'us-east-1' }), { patienceMs });

describe('a store with patience', () => {
  it.each<[string, RequestListener[]]>([
    ['is cut off in the middle of an object', [cut]],
    ['is in trouble for longer than its client has patience', times(8, broken)],
  ])('reads it whole after S3 %s', async (_what, first) => {
    const { endpoint } = await serving(...first, whole);
    expect(await store(endpoint, 20_000).get('videos', 'x')).toEqual(OBJECT);
  });

  it('waits for a server that comes back', async () => {
    const { endpoint } = await serving(whole);
    const port = Number(new URL(endpoint).port);
    await new Promise((resolve) => server?.close(resolve));
    const reading = store(endpoint, 20_000).get('videos', 'x');
    setTimeout(() => server?.listen(port, '127.0.0.1'), 3_000);
    expect(await reading).toEqual(OBJECT);
  }, 20_000);

  it('gives up when its patience ends', async () => {
    const { endpoint } = await serving(broken);
    await expect(store(endpoint, 500).get('videos', 'x')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  }, 20_000);

  it('asks once where the answer is no', async () => {
    const no = await serving(gone);
    expect(await store(no.endpoint, 20_000).get('videos', 'x')).toBeNull();
    expect(no.asked()).toBe(1);
  });

  it('asks once where it may not', async () => {
    const closed = await serving(forbidden);
    await expect(store(closed.endpoint, 20_000).get('videos', 'x')).rejects.toMatchObject({ code: 'STORAGE_DENIED' });
    expect(closed.asked()).toBe(1);
  });
});
