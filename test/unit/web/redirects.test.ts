import { describe, expect, it } from 'vitest';
import { findOnWeb, webSource } from '../../../services/web/index.ts';
import { answering, failure, refused, webFixture } from '../../support/web-fixture.ts';
import { giveFile } from '../../support/web-server.ts';

/* A real server on loopback that behaves as badly as servers do. */

const FILE = Buffer.from(Array.from({ length: 5_000 }, (_, i) => i % 251));
const { serve, client } = webFixture();

describe('where a server may lead', () => {
  it('to another public place', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/film.mp4') response.writeHead(302, { location: '/moved.mp4' }).end();
      else giveFile(FILE, request, response);
    });
    const web = client();
    const { object } = await findOnWeb(web, server.url());
    // The first address is asked again each time: what it leads to may be good for minutes only.
    expect(object).toMatchObject({ url: server.url(), bytes: 5_000 });
    expect(await webSource(web, object).read(10, 20)).toEqual(FILE.subarray(10, 20));
  });

  it.each([
    ['http://127.0.0.1/film.mp4', 'https://'],
    ['file:///etc/passwd', 'https://'],
    ['https://169.254.169.254/latest/meta-data/', 'not a public address'],
    ['https://[::ffff:10.0.0.1]/', 'not a public address'],
    ['https://user:secret@127.0.0.1/', 'password'],
    ['https://inside.test/', 'not a public address'],
    ['https://[', 'no address'],
  ])('not to %s', async (location, why) => {
    const server = await serve(answering(302, { location }));
    const web = client({
      resolve: (_name, _options, callback) => callback(null, [{ address: '10.0.0.7', family: 4 }]),
    });
    expect(await failure(findOnWeb(web, server.url()))).toEqual(refused('SOURCE_URL_REFUSED', why));
    expect(server.requests).toHaveLength(1);
  });

  it('not in circles', async () => {
    const server = await serve(answering(307, { location: '/film.mp4' }));
    expect(await failure(findOnWeb(client(), server.url()))).toEqual(refused('SOURCE_URL_REFUSED', 'more than 5'));
    expect(server.requests).toHaveLength(6);
  });

  it('nowhere private: no connection is opened, whichever address of several is the private one', async () => {
    const server = await serve((request, response) => giveFile(FILE, request, response));
    const web = client(
      {
        resolve: (_name, _options, callback) =>
          callback(null, [
            { address: '8.8.8.8', family: 4 },
            { address: '127.0.0.1', family: 4 },
          ]),
      },
      { networks: [] },
    );
    for (const url of [server.url(), server.url('/', 'media.test'), server.url('/', 'localhost')]) {
      expect(await failure(findOnWeb(web, url))).toEqual(refused('SOURCE_URL_REFUSED', 'not a public address'));
    }
    expect(server.connections).toBe(0);
  });
});
