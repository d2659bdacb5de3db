import { describe, expect, it } from 'vitest';
import { asFanoutError } from '../../../services/core/index.ts';
import { checkUrl } from '../../../services/web/check-url.ts';
import { WebClient, webConfigFromEnv } from '../../../services/web/index.ts';

describe('addresses of sources', () => {
  it.each([
    ['https://media.example/film.mp4', 'https://media.example/film.mp4'],
    ['HTTPS://Media.Example:8443/a b.mp4?sig=x', 'https://media.example:8443/a%20b.mp4?sig=x'],
    ['https://bücher.example/ä', 'https://xn--bcher-kva.example/%C3%A4'],
  ])('%s is asked as %s', (text, href) => expect(checkUrl(text).href).toBe(href));

  it.each([
    ['http://media.example/film.mp4', 'http:'],
    ['ftp://media.example/film.mp4', 'ftp:'],
    ['file:///etc/passwd', 'file:'],
    ['javascript:alert(1)', 'javascript:'],
    ['https://', 'understood'],
    ['https://a b/', 'understood'],
    ['//media.example/film.mp4', 'understood'],
    ['https://127.0.0.256/', 'understood'],
    ['https://[::1%25eth0]/', 'understood'],
    ['https://user@media.example/', 'user name'],
    ['https://user:secret@media.example/', 'password'],
    ['https://:secret@media.example/', 'password'],
    [`https://media.example/${'x'.repeat(5_000)}`, '4096'],
  ])('%s is refused, and why (%s)', (text, why) => {
    expect(() => checkUrl(text)).toThrow(expect.objectContaining({ code: 'SOURCE_URL_REFUSED' }));
    expect(() => checkUrl(text)).toThrow(why);
    expect(() => checkUrl(text)).not.toThrow(/secret/);
  });
});

describe('hosts that are private addresses in other words', () => {
  const client = new WebClient(webConfigFromEnv({}), {
    // Whoever gets as far as a look-up is told what a resolver of the system could say.
    resolve: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
  });

  it.each([
    '127.0.0.1',
    '127.0.0.1.',
    '127.1',
    '0177.0.0.1',
    '0x7f.0.0.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '１２７.０.０.１',
    '①②⑦.⓪.⓪.①',
    '0',
    '0.0.0.0',
    '169.254.169.254',
    '0xa9fea9fe',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    'localhost',
    'localhost.',
    'LOCALHOST',
    'a.localhost',
    'metadata.google.internal',
    'looks.public.example',
  ])('https://%s/ is refused', async (host) => {
    const error = await client.get(`https://${host}:1/film.mp4`, {}, AbortSignal.timeout(5_000)).catch(asFanoutError);
    expect(error).toMatchObject({
      code: 'SOURCE_URL_REFUSED',
      message: expect.stringContaining('not a public address'),
    });
  });
});

describe('what sources may cost', () => {
  it('is read from the environment', () => {
    const env = { FANOUT_SOURCE_NETWORKS: '10.0.0.0/8', FANOUT_SOURCE_MAX_GB: '2', FANOUT_SOURCE_COPY_SECONDS: '60' };
    expect(webConfigFromEnv(env)).toMatchObject({ maxBytes: 2e9, copyMs: 60_000, networks: [expect.anything()] });
    expect(webConfigFromEnv({})).toEqual({ maxBytes: 100e9, copyMs: 7_200_000, networks: [] });
  });

  it.each([
    { FANOUT_SOURCE_COPY_SECONDS: '0' },
    { FANOUT_SOURCE_COPY_SECONDS: 'soon' },
    // A timer of so many milliseconds would fire at once.
    { FANOUT_SOURCE_COPY_SECONDS: '3000000' },
    { FANOUT_SOURCE_MAX_GB: '-1' },
    { FANOUT_SOURCE_NETWORKS: '10.0.0.0' },
  ])('%j is refused', (env) =>
    expect(() => webConfigFromEnv(env)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' })));
});
