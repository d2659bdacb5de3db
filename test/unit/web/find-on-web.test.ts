import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { findOnWeb, webSource } from '../../../services/web/index.ts';
import { answering, failure, refused, webFixture } from '../../support/web-fixture.ts';
import { giveFile, giveWhole } from '../../support/web-server.ts';

/* A real server on loopback that behaves as badly as servers do. */

const FILE = Buffer.from(Array.from({ length: 5_000 }, (_, i) => i % 251));
const { serve, client } = webFixture();

describe('a server that knows ranges', () => {
  it('is read at any place, over connections that are kept', async () => {
    const server = await serve((request, response) => giveFile(FILE, request, response));
    const web = client();
    const { object, ranges } = await findOnWeb(web, server.url());
    expect({ object, ranges }).toEqual({ object: { url: server.url(), etag: '"v1"', bytes: 5_000 }, ranges: true });
    const source = webSource(web, object);
    expect(await source.read(0, 100)).toEqual(FILE.subarray(0, 100));
    expect(await source.read(4_990, 5_000)).toEqual(FILE.subarray(4_990));
    expect(server.connections).toBe(2);
    expect(server.requests[0]?.headers).toMatchObject({ range: 'bytes=0-0', 'accept-encoding': 'identity' });
  });

  it('is asked again after a failure, a few times', async () => {
    let asked = 0;
    const server = await serve((request, response) => {
      if (asked++ < 2) response.writeHead(503).end();
      else giveFile(FILE, request, response);
    });
    expect((await findOnWeb(client(), server.url())).ranges).toBe(true);
    expect(asked).toBe(3);
  });

  it('is found by the name that it has when it is looked up', async () => {
    const server = await serve((request, response) => giveFile(FILE, request, response));
    const web = client({
      resolve: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    expect((await findOnWeb(web, server.url('/film.mp4', 'media.test'))).ranges).toBe(true);
  });
});

describe('a server that can be copied only', () => {
  it.each<[string, RequestListener]>([
    ['knows no ranges', answering(200, { 'content-length': FILE.length }, FILE)],
    ['says no length', (_request, response) => giveWhole(FILE, response)],
    ['says a part of how much unknown', answering(206, { 'content-range': 'bytes 0-0/*' }, FILE.subarray(0, 1))],
    ['gives another part', answering(206, { 'content-range': 'bytes 0-99/5000' }, FILE.subarray(0, 100))],
    ['says no part', answering(206, {}, FILE.subarray(0, 1))],
    ['says nonsense', answering(206, { 'content-range': 'bytes 9-0/5' }, FILE.subarray(0, 1))],
  ])('%s', async (_what, answer) => {
    const server = await serve(answer);
    expect((await findOnWeb(client(), server.url())).ranges).toBe(false);
  });
});

describe('what is refused when it is looked for', () => {
  it.each<[string, RequestListener, string]>([
    ['no such file', answering(404), 'SOURCE_NOT_FOUND'],
    ['a file that is gone', answering(410), 'SOURCE_NOT_FOUND'],
    ['a login', answering(401), 'SOURCE_FORBIDDEN'],
    ['a link that has expired', answering(403), 'SOURCE_FORBIDDEN'],
    ['an empty file with ranges', answering(416, { 'content-range': 'bytes */0' }), 'SOURCE_EMPTY'],
    ['an empty file', answering(200, { 'content-length': 0 }), 'SOURCE_EMPTY'],
    [
      'a file over the limit',
      answering(206, { 'content-range': 'bytes 0-0/1000001' }, Buffer.alloc(1)),
      'SOURCE_TOO_LARGE',
    ],
    ['a length over the limit', answering(200, { 'content-length': 1_000_001 }, FILE), 'SOURCE_TOO_LARGE'],
    ['a compressed answer', answering(200, { 'content-encoding': 'gzip' }, FILE), 'SOURCE_NOT_MEDIA'],
    ['a server in trouble', answering(500), 'SOURCE_UNREACHABLE'],
    ['a redirect to nowhere', answering(302), 'SOURCE_UNREACHABLE'],
  ])('%s', async (_what, answer, code) => {
    const server = await serve(answer);
    expect(await failure(findOnWeb(client(), server.url()))).toEqual(refused(code));
  });

  it('names the limit that is to be raised', async () => {
    const server = await serve(answering(200, { 'content-length': 2_000_000_000 }));
    const error = await failure(findOnWeb(client(), server.url()));
    expect(error).toEqual(refused('SOURCE_TOO_LARGE', '2.0 GB'));
    expect(error).toEqual(refused('SOURCE_TOO_LARGE', 'FANOUT_SOURCE_MAX_GB'));
  });

  it('a name that nobody has', async () => {
    const web = client({
      resolve: (_name, _options, callback) => callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []),
    });
    expect(await failure(findOnWeb(web, 'https://nobody.test/'))).toEqual(refused('SOURCE_NOT_FOUND', 'nobody.test'));
  });

  it('a certificate that is not trusted', async () => {
    const server = await serve((request, response) => giveFile(FILE, request, response));
    expect(await failure(findOnWeb(client({ ca: '' }), server.url()))).toEqual(
      refused('SOURCE_UNREACHABLE', 'self-signed'),
    );
    expect(server.requests).toEqual([]);
  });

  it('nothing of a signed address but its host is in a message', async () => {
    const server = await serve(answering(403));
    const error = await failure(findOnWeb(client(), server.url('/film.mp4?signature=hidden')));
    expect(JSON.stringify([error, String(error)])).not.toContain('hidden');
  });
});
