import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseNetworks } from '../../../services/web/addresses.ts';
import { checkWebhook, WebhookSender } from '../../../services/web/index.ts';
import type { WebhookSenderOptions } from '../../../services/web/webhook-sender.ts';
import { answering, failure, refused } from '../../support/web-fixture.ts';
import { TestCertificate, TestWebServer } from '../../support/web-server.ts';

const LOOPBACK = parseNetworks('127.0.0.0/8');
const NONE = parseNetworks('');
const BODY = '{"type":"job.started","data":{"name":"ä"}}';

describe('addresses of webhooks', () => {
  it.each([
    ['https://hooks.example/fanout?key=1', NONE],
    ['https://8.8.8.8:8443/', NONE],
    ['https://127.0.0.1/', LOOPBACK],
    ['http://127.0.0.1:8099/', LOOPBACK],
    // Looked up at delivery, where only the opened networks will do.
    ['http://localhost:8099/', LOOPBACK],
  ])('%s is accepted', (text, networks) => expect(checkWebhook(text, networks).href).toBe(text));

  it.each([
    ['http://hooks.example/', NONE, 'http:'],
    ['http://8.8.8.8/', LOOPBACK, 'not a public address'],
    ['http://10.0.0.1/', LOOPBACK, 'not a public address'],
    ['ftp://hooks.example/', LOOPBACK, 'ftp:'],
    ['file:///etc/passwd', LOOPBACK, 'file:'],
    ['javascript:alert(1)', NONE, 'javascript:'],
    ['hooks.example/fanout', NONE, 'understood'],
    ['https://user:secret@hooks.example/', NONE, 'password'],
    ['https://user@hooks.example/', NONE, 'user name'],
    [`https://hooks.example/${'x'.repeat(10_000)}`, NONE, '4096'],
    ['https://127.0.0.1/', NONE, 'not a public address'],
    ['https://2130706433/', NONE, 'not a public address'],
    ['https://0x7f.1/', NONE, 'not a public address'],
    ['https://0177.0.0.1/', NONE, 'not a public address'],
    ['https://[::1]/', NONE, 'not a public address'],
    ['https://[::ffff:169.254.169.254]/', NONE, 'not a public address'],
    ['https://[fd00:ec2::254]/', LOOPBACK, 'not a public address'],
    ['https://169.254.169.254/latest/meta-data/', LOOPBACK, 'not a public address'],
    ['https://192.168.1.1/', LOOPBACK, 'not a public address'],
  ])('%s is refused (%#)', (text, networks, why) => {
    expect(() => checkWebhook(text, networks)).toThrow(expect.objectContaining({ code: 'WEBHOOK_REFUSED' }));
    expect(() => checkWebhook(text, networks)).toThrow(why);
    expect(() => checkWebhook(text, networks)).not.toThrow(/secret/);
  });
});

describe('posting', () => {
  let certificate: TestCertificate;
  const servers: TestWebServer[] = [];
  const plain: Server[] = [];
  beforeAll(async () => {
    certificate = await TestCertificate.make();
  });
  afterAll(() => certificate.remove());
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    for (const server of plain.splice(0)) server.close().closeAllConnections();
  });

  async function serve(answer: RequestListener): Promise<TestWebServer> {
    const server = await TestWebServer.start(certificate, answer);
    servers.push(server);
    return server;
  }

  async function servePlain(answer: RequestListener): Promise<string> {
    const server = createServer(answer).listen(0, '127.0.0.1');
    plain.push(server);
    await once(server, 'listening');
    return String((server.address() as AddressInfo).port);
  }

  const sender = (options: WebhookSenderOptions = {}, networks = LOOPBACK) =>
    new WebhookSender(networks, { ca: certificate.cert, ...options });
  const resolvingTo =
    (...addresses: string[]): WebhookSenderOptions['resolve'] =>
    (_name, _options, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      );

  it('sends the body as it is, with its headers', async () => {
    let heard = '';
    const server = await serve(async (request, response) => {
      for await (const part of request) heard += part;
      response.writeHead(202).end('thank you');
    });
    expect(await sender().post(server.url('/in'), BODY, { 'webhook-id': 'evt_1' })).toEqual({
      status: 202,
      retryAfter: null,
    });
    expect(heard).toBe(BODY);
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/in' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(BODY)),
      'webhook-id': 'evt_1',
    });
  });

  it('follows no redirect', async () => {
    const other = await serve(answering(200));
    const server = await serve(answering(307, { location: other.url('/') }));
    expect(await sender().post(server.url('/'), BODY, {})).toMatchObject({ status: 307 });
    expect(other.connections).toBe(0);
  });

  it.each([
    ['120', 120],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
    ['-5', null],
  ])('reads Retry-After: %s as %s', async (text, retryAfter) => {
    const server = await serve(answering(503, { 'retry-after': text }));
    expect(await sender().post(server.url('/'), BODY, {})).toEqual({ status: 503, retryAfter });
  });

  it('takes the status of an answer that never ends, and reads little of it', async () => {
    let sent = 0;
    const server = await serve((_request, response) => {
      response.writeHead(200);
      const more = setInterval(() => {
        sent += 16_384;
        response.write(Buffer.alloc(16_384));
      }, 2);
      response.on('close', () => clearInterval(more));
    });
    expect(await sender().post(server.url('/'), BODY, {})).toMatchObject({ status: 200 });
    expect(sent).toBeLessThan(2_000_000);
    const drips = await serve((_request, response) => {
      response.writeHead(200).write('.');
    });
    expect(await sender({ answerMs: 300 }).post(drips.url('/'), BODY, {})).toMatchObject({ status: 200 });
  });

  it('waits no longer than it may, and says no more than the host of an address', async () => {
    const server = await serve(() => {});
    const error = await failure(sender({ answerMs: 200 }).post(server.url('/?key=hidden'), BODY, {}));
    expect(error).toEqual(refused('WEBHOOK_UNDELIVERED', '127.0.0.1: no answer within 0.2 s'));
    expect(String(error)).not.toContain('hidden');
  });

  it('fails where nobody listens, and with a certificate that nobody trusts', async () => {
    const server = await serve(answering(200));
    const stranger = new WebhookSender(LOOPBACK);
    expect(await failure(stranger.post(server.url('/'), BODY, {}))).toEqual(refused('WEBHOOK_UNDELIVERED'));
    expect(server.requests).toHaveLength(0);
    const url = server.url('/');
    await server.stop();
    servers.length = 0;
    expect(await failure(sender().post(url, BODY, {}))).toEqual(refused('WEBHOOK_UNDELIVERED', 'ECONNREFUSED'));
  });

  it('connects to no private address that a name turns out to have', async () => {
    const server = await serve(answering(200));
    for (const resolve of [resolvingTo('127.0.0.1'), resolvingTo('8.8.8.8', '127.0.0.1')]) {
      const guarded = sender({ ...(resolve ? { resolve } : {}) }, NONE);
      const error = await failure(guarded.post(server.url('/', 'media.test'), BODY, {}));
      expect(error).toEqual(refused('WEBHOOK_REFUSED', 'media.test (127.0.0.1) is not a public address'));
    }
    expect(server.connections).toBe(0);
  });

  it('speaks plainly within opened networks only', async () => {
    const port = await servePlain(answering(204));
    expect(await sender().post(`http://127.0.0.1:${port}/`, BODY, {})).toMatchObject({ status: 204 });
    const resolve = resolvingTo('8.8.8.8');
    const outside = sender({ ...(resolve ? { resolve } : {}) });
    const error = await failure(outside.post(`http://hooks.example:${port}/`, BODY, {}));
    expect(error).toEqual(refused('WEBHOOK_REFUSED', '8.8.8.8'));
  });
});
