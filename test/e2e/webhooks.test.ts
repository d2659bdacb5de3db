import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKETS, type WebhookBody, type WebhookDelivery } from '../../services/core/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { endWorker, TestStack } from '../support/stack.ts';

/* A real job, and a real receiver on loopback that verifies with the code of docs/webhooks.md. */

const CLIP = 'clips/mdn_flower.mp4';
const DOCS = new URL('../../docs/webhooks.md', import.meta.url);
const OPENED = { FANOUT_WEBHOOK_NETWORKS: '127.0.0.0/8' };

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: WebhookBody;
}

type Verify = (secret: string, headers: IncomingHttpHeaders, body: string) => boolean;

describe.skipIf(!hasCorpus)('webhooks (needs MEDIA_CORPUS)', () => {
  let stack: TestStack;
  let receiver: Server;
  let isFromFanout: Verify;
  let secret: string;
  const heard: Heard[] = [];
  /** What it answers; 204 when there is none left. */
  const answers: number[] = [];

  beforeAll(async () => {
    receiver = createServer(async (request, response) => {
      let text = '';
      for await (const part of request) text += part;
      heard.push({ headers: request.headers, text, body: JSON.parse(text) });
      response.writeHead(answers.shift() ?? 204).end();
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    stack = await TestStack.start();
    await Promise.all([stack.worker('workflow'), stack.worker('transcode')]);
    secret = (await stack.home.fanout(['webhooks', 'secret'])).stdout;
    const sample = join(stack.home.dir, 'verify.mjs');
    await writeFile(sample, /```js\n(.*?)```/s.exec(await readFile(DOCS, 'utf8'))?.[1] ?? '');
    isFromFanout = (await import(pathToFileURL(sample).href)).isFromFanout;
  }, 120_000);

  afterAll(async () => {
    receiver.close().closeAllConnections();
    await stack.stop();
  }, 60_000);

  const url = (path = '/in') => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;
  const run = (...args: string[]) => stack.home.fanout([...args, '--json'], { ...stack.servers.env, ...OPENED });
  const submit = (webhook: string, env: Readonly<Record<string, string>> = OPENED) =>
    stack.home.fanout(
      ['submit', corpus(CLIP), '--wait', '--json', '--set', 'ladder=240p', '--set', `webhook=${webhook}`],
      { ...stack.servers.env, ...env },
    );
  const deliveries = async (videoId: string) =>
    (JSON.parse((await run('webhooks', 'list', videoId)).stdout) as { deliveries: WebhookDelivery[] }).deliveries;
  const statesOf = async (videoId: string) => (await deliveries(videoId)).map(({ type, state }) => `${type} ${state}`);

  it.each([
    ['http://127.0.0.1:9/', {}, 'WEBHOOK_REFUSED'],
    ['https://10.0.0.1/', OPENED, 'WEBHOOK_REFUSED'],
    ['https://user:secret@hooks.example/', OPENED, 'WEBHOOK_REFUSED'],
    ['ftp://hooks.example/', OPENED, 'WEBHOOK_REFUSED'],
    [`https://hooks.example/${'x'.repeat(10_000)}`, OPENED, 'SPEC_INVALID'],
  ])('to bad addresses are refused before anything is uploaded (%#)', async (address, env, code) => {
    const { exitCode, stdout } = await submit(address, env);
    expect({ exitCode, code: JSON.parse(stdout).error.code }).toEqual({ exitCode: 2, code });
    for await (const { key } of stack.store.list(BUCKETS.source, '')) expect.fail(`${key} was uploaded`);
  });

  it('wait for a secret, and the job does not', async () => {
    const metadata = await stack.worker('metadata', OPENED);
    const status = (await submit(url())).status();
    expect(status.state).toBe('completed');
    const [started] = await deliveries(status.videoId);
    expect(started).toMatchObject({ state: 'waiting', lastError: { code: 'WEBHOOK_UNSIGNED' } });
    expect(started?.lastError?.message).toContain('FANOUT_WEBHOOK_SECRET is not set');
    expect(heard).toEqual([]);
    await endWorker(metadata);
    await stack.worker('metadata', {
      ...OPENED,
      FANOUT_WEBHOOK_SECRET: `${secret} ${secret.replace(/....$/, 'AAA=')}`,
    });
    await expect
      .poll(() => statesOf(status.videoId), { timeout: 60_000, interval: 1_000 })
      .toEqual(['job.started delivered', 'job.playable delivered', 'job.completed delivered']);
    // With both secrets.
    expect(heard[0]?.headers['webhook-signature']).toMatch(/^v1,.{44} v1,.{44}$/);
  });

  it('come again after answers of 500, signed as the documentation verifies it, and once more on demand', async () => {
    heard.length = 0;
    answers.push(500, 500);
    const { videoId, state } = (await submit(url())).status();
    expect(state).toBe('completed');
    await expect.poll(() => heard.length, { timeout: 30_000 }).toBe(5);
    expect(heard.map(({ body }) => body.type)).toEqual([
      ...['job.started', 'job.started', 'job.started'],
      ...['job.playable', 'job.completed'],
    ]);
    for (const { headers, text } of heard) {
      expect(isFromFanout(secret, headers, text)).toBe(true);
      expect(isFromFanout(secret, headers, `${text} `)).toBe(false);
      expect(isFromFanout(secret, { ...headers, 'webhook-id': 'evt_other' }, text)).toBe(false);
    }
    const [first, second, third] = heard;
    expect(new Set([first, second, third].map((one) => `${one?.headers['webhook-id']} ${one?.text}`)).size).toBe(1);
    expect(Number(third?.headers['webhook-timestamp'])).toBeGreaterThan(Number(first?.headers['webhook-timestamp']));
    expect(heard.at(-1)?.body.data).toMatchObject({ videoId, hls: 'hls/master.m3u8', renditions: [{ name: '240p' }] });
    const [started] = await deliveries(videoId);
    expect(started).toMatchObject({ attempts: 3, lastStatus: 204, state: 'delivered' });
    const id = String(heard.at(-1)?.headers['webhook-id']);
    expect(JSON.parse((await run('webhooks', 'redeliver', videoId, id)).stdout)).toEqual({ redelivered: [id] });
    await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(6);
    expect(heard[5]?.headers['webhook-id']).toBe(id);
    const unknown = await run('webhooks', 'redeliver', videoId, 'evt_none');
    expect({ exitCode: unknown.exitCode, code: JSON.parse(unknown.stdout).error.code }).toEqual({
      exitCode: 2,
      code: 'WEBHOOK_EVENT_NOT_FOUND',
    });
  });

  it('are signed with a secret that is made once, for its owner only', async () => {
    expect((await stack.home.fanout(['webhooks', 'secret'])).stdout).toBe(secret);
    const { mode } = await stat(join(stack.home.dir, '.fanout', 'webhook-secret'));
    expect((mode & 0o777).toString(8)).toBe('600');
  });
});
