import { randomBytes } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { copyFromWeb, readFromWeb, type WebClient } from '../../../services/web/index.ts';
import { answering, failure, refused, webFixture } from '../../support/web-fixture.ts';
import { giveFile, giveWhole, type TestWebServer } from '../../support/web-server.ts';

const FILE = randomBytes(300_000);
const { serve, client } = webFixture();

const whole: RequestListener = (_request, response) => giveWhole(FILE, response);
const never = new AbortController().signal;

async function copy(web: WebClient, server: TestWebServer, take: (body: Readable) => Promise<Buffer> = buffer) {
  const taken: Buffer[] = [];
  await copyFromWeb(web, server.url(), never, async (body) => {
    taken.push(await take(body));
  });
  return Buffer.concat(taken);
}

function pour(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536)));
  };
  response.on('drain', more);
  more();
}

describe('a copy', () => {
  it('is the whole, with a length or without', async () => {
    const lengthy = await serve((request, response) => giveFile(FILE, request, response));
    expect((await copy(client(), lengthy)).equals(FILE)).toBe(true);
    expect((await copy(client(), await serve(whole))).equals(FILE)).toBe(true);
  });

  it('of a body without an end is given up at the limit', async () => {
    const server = await serve((_request, response) => pour(response));
    expect(await failure(copy(client(), server))).toEqual(refused('SOURCE_TOO_LARGE', 'FANOUT_SOURCE_MAX_GB'));
  });

  it.each<[string, RequestListener, string]>([
    [
      'less than it promised',
      (_request, response) => {
        response.writeHead(200, { 'content-length': 500_000 });
        response.write(FILE, () => response.destroy());
      },
      'SOURCE_UNREACHABLE',
    ],
    [
      'a body that breaks off',
      (_request, response) => void response.write(FILE, () => response.destroy()),
      'SOURCE_UNREACHABLE',
    ],
    [
      'a part, unasked',
      answering(206, { 'content-range': 'bytes 0-99/300000' }, FILE.subarray(0, 100)),
      'SOURCE_UNREACHABLE',
    ],
    ['a compressed file', answering(200, { 'content-encoding': 'zstd' }, FILE), 'SOURCE_NOT_MEDIA'],
    ['a login', answering(401), 'SOURCE_FORBIDDEN'],
  ])('is refused of %s', async (_what, answer, code) => {
    expect(await failure(copy(client(), await serve(answer)))).toEqual(refused(code));
  });

  it('of more than was promised is what was promised, and harms nobody', async () => {
    let asked = 0;
    const server = await serve((_request, response) => {
      if (asked++ > 0) return giveWhole(FILE, response);
      response.socket?.write(`HTTP/1.1 200 OK\r\nContent-Length: ${FILE.length}\r\n\r\n`);
      response.socket?.write(Buffer.concat([FILE, Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad')]));
    });
    const web = client();
    expect((await copy(web, server)).equals(FILE)).toBe(true);
    expect((await copy(web, server)).equals(FILE)).toBe(true);
  });

  it('that drips is given up when its time is over', async () => {
    const dripping = await serve((_request, response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const mute = await serve(() => {});
    for (const server of [dripping, mute]) {
      const error = await failure(copy(client({}, { copyMs: 300 }), server));
      expect(error).toEqual(refused('SOURCE_TOO_SLOW', 'within 0.3 s'));
    }
  });

  it('is not taken for silent while its reader is slow', async () => {
    const slow = async (body: Readable) => {
      const parts: Buffer[] = [];
      for await (const part of body) {
        if (parts.length < 3) await new Promise((resolve) => setTimeout(resolve, 400));
        parts.push(part as Buffer);
      }
      return Buffer.concat(parts);
    };
    expect((await copy(client({ silenceMs: 150 }), await serve(whole), slow)).equals(FILE)).toBe(true);
  });

  it('is left when it is cancelled, as a cancel', async () => {
    const server = await serve((_request, response) => void response.write('x'));
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 100);
    const error = await copyFromWeb(client(), server.url(), cancel.signal, async (body) => {
      await buffer(body);
    }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'AbortError' });
  });
});

describe('a small file', () => {
  it('is read whole, and one that is too large not much further than the limit', async () => {
    const server = await serve((request, response) => giveFile(FILE, request, response));
    expect((await readFromWeb(client(), server.url(), FILE.length, never)).equals(FILE)).toBe(true);
    const endless = await serve((_request, response) => pour(response));
    const much = await readFromWeb(client(), endless.url(), 100_000, never);
    expect(much.length).toBeGreaterThan(100_000);
    expect(much.length).toBeLessThan(500_000);
  });
});
