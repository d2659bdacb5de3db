import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { findOnWeb, webSource } from '../../../services/web/index.ts';
import { answering, failure, refused, webFixture } from '../../support/web-fixture.ts';
import { giveFile } from '../../support/web-server.ts';

/* A real server on loopback that behaves as badly as servers do. */

const FILE = Buffer.from(Array.from({ length: 5_000 }, (_, i) => i % 251));
const { serve, client } = webFixture();

/** Answers the first question as it should be, and the next ones otherwise. */
function thenOtherwise(otherwise: (request: IncomingMessage, response: ServerResponse) => void): RequestListener {
  let asked = 0;
  return (request, response) => (asked++ === 0 ? giveFile(FILE, request, response) : otherwise(request, response));
}

describe('a file that is not what it was, or not what was asked for', () => {
  const part = (range: string, body: Buffer, etag = '"v1"'): RequestListener =>
    answering(206, { 'content-range': range, etag }, body);
  const hundred = FILE.subarray(100, 200);

  it.each<[string, RequestListener, string]>([
    ['another tag', (request, response) => giveFile(FILE, request, response, '"v2"'), 'SOURCE_CHANGED'],
    ['another length', part('bytes 100-199/6000', hundred), 'SOURCE_CHANGED'],
    ['shorter than the place', answering(416, { 'content-range': 'bytes */50' }), 'SOURCE_CHANGED'],
    ['gone', answering(404), 'SOURCE_NOT_FOUND'],
    ['a link that has expired meanwhile', answering(403), 'SOURCE_FORBIDDEN'],
    ['another range', part('bytes 0-99/5000', hundred), 'SOURCE_UNREACHABLE'],
    ['a smaller range', part('bytes 100-149/5000', hundred.subarray(50)), 'SOURCE_UNREACHABLE'],
    [
      'several ranges',
      answering(206, { 'content-type': 'multipart/byteranges; boundary=x' }, hundred),
      'SOURCE_UNREACHABLE',
    ],
    ['no ranges any more', answering(200, { etag: '"v1"' }, FILE), 'SOURCE_UNREACHABLE'],
    ['too few bytes', part('bytes 100-199/5000', hundred.subarray(1)), 'SOURCE_UNREACHABLE'],
    [
      'compressed',
      answering(206, { 'content-range': 'bytes 100-199/5000', etag: '"v1"', 'content-encoding': 'br' }, hundred),
      'SOURCE_NOT_MEDIA',
    ],
  ])('%s', async (_what, answer, code) => {
    const server = await serve(thenOtherwise(answer));
    const web = client();
    const { object } = await findOnWeb(web, server.url());
    expect(await failure(webSource(web, object).read(100, 200))).toEqual(refused(code));
  });

  it('a tag that becomes weak on the way is still the same', async () => {
    const server = await serve(thenOtherwise((request, response) => giveFile(FILE, request, response, 'W/"v1"')));
    const web = client();
    const { object } = await findOnWeb(web, server.url());
    expect(await webSource(web, object).read(100, 200)).toEqual(hundred);
  });

  it('a body without an end is left after the bytes that were asked for', async () => {
    let sent = 0;
    const server = await serve(
      thenOtherwise((_request, response) => {
        response.writeHead(206, { 'content-range': 'bytes 100-199/5000', etag: '"v1"' });
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
        };
        response.on('drain', more);
        more();
      }),
    );
    const web = client();
    const { object } = await findOnWeb(web, server.url());
    expect(await failure(webSource(web, object).read(100, 200))).toEqual(refused('SOURCE_UNREACHABLE'));
    expect(sent).toBeLessThan(100e6);
  });

  it('a server that falls silent is left', async () => {
    const server = await serve(
      thenOtherwise((_request, response) => {
        response.writeHead(206, { 'content-range': 'bytes 100-199/5000', etag: '"v1"', 'content-length': 100 });
        response.write(hundred.subarray(0, 10));
      }),
    );
    const web = client({ silenceMs: 100 });
    const { object } = await findOnWeb(web, server.url());
    expect(await failure(webSource(web, object).read(100, 200))).toEqual(
      refused('SOURCE_UNREACHABLE', 'it was silent for 0.1 s'),
    );
    const mute = await serve(() => {});
    expect(await failure(findOnWeb(client({ silenceMs: 100 }), mute.url()))).toEqual(
      refused('SOURCE_UNREACHABLE', 'it was silent for 0.1 s'),
    );
  });

  it('a cancel ends the wait, as a cancel', async () => {
    const server = await serve(() => {});
    const error = await findOnWeb(client(), server.url(), AbortSignal.timeout(100)).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'TimeoutError' });
  });
});
