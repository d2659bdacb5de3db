import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectAws } from '../../../services/scaler/aws/index.ts';
import { freePort } from '../../../tools/stack/index.ts';

const FIGURES = [
  {
    name: 'transcode',
    seen: { backlog: 1, ageSeconds: 0, inFlight: 0, tasks: 0, busy: 0, slots: null },
    recommended: 1,
  },
] as const;

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', '000000000000');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'of-no-account');
  vi.stubEnv('AWS_PROFILE', '');
});
afterEach(() => vi.unstubAllEnvs());

/** Publishes to whatever is at a port, with a second between two looks. */
async function publishTo(port: number): Promise<void> {
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  const env = { FANOUT_CLOUDWATCH_NAMESPACE: 'Fanout/test' };
  const { publisher, services, close } = await connectAws(env, 1, { info: () => {}, warn: () => {} });
  expect(services).toBeNull();
  await publisher?.publish(FIGURES).finally(close);
}

/** A server of which each request is counted. @param status `null` to answer none */
async function serverOf(status: number | null, body = '') {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    if (status !== null) response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, requests: () => requests, stop };
}

describe('a call of AWS', () => {
  it('ends where nobody listens', async () => {
    await expect(publishTo(await freePort())).rejects.toMatchObject({
      code: 'STACK_UNREACHABLE',
      message: expect.stringMatching(/^CloudWatch: .*ECONNREFUSED/),
    });
  });

  it('ends before the next look where nobody answers', async () => {
    const { port, stop } = await serverOf(null);
    const started = performance.now();
    await expect(publishTo(port)).rejects.toThrow('CloudWatch: no answer within 0.5 s');
    expect(performance.now() - started).toBeLessThan(1_000);
    await stop();
  });

  it('is tried twice, and no more', async () => {
    const { port, requests, stop } = await serverOf(500);
    await expect(publishTo(port)).rejects.toMatchObject({ code: 'STACK_UNREACHABLE' });
    expect(requests()).toBe(2);
    await stop();
  });

  it('says what AWS says', async () => {
    const said = JSON.stringify({ __type: 'AccessDeniedException', message: 'not allowed to put metrics' });
    const { port, requests, stop } = await serverOf(400, said);
    await expect(publishTo(port)).rejects.toThrow('CloudWatch: AccessDeniedException: not allowed to put metrics');
    expect(requests(), 'no is no').toBe(1);
    await stop();
  });
});
