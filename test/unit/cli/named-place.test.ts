import { describe, expect, it } from 'vitest';
import { namedPlace } from '../../../services/control/named-place.ts';
import { asFanoutError } from '../../../services/core/index.ts';

const refusal = (text: string, env = {}) => {
  try {
    namedPlace(text, env);
  } catch (error) {
    return asFanoutError(error).toReport();
  }
  throw new Error('nothing was refused');
};

describe('what a user named', () => {
  it.each([
    ['film.mp4', null],
    ['https.mp4', null],
    ['s3://videos/a/b.mp4', { bucket: 'videos', key: 'a/b.mp4' }],
    ['https://media.example/a b.mp4', { url: 'https://media.example/a%20b.mp4' }],
    ['https://9.9.9.9/film.mp4', { url: 'https://9.9.9.9/film.mp4' }],
    // Names are the workers' to look up.
    ['https://localhost/film.mp4', { url: 'https://localhost/film.mp4' }],
  ])('%s is %j', (text, place) => expect(namedPlace(text, {})).toEqual(place));

  it.each([
    '127.0.0.1',
    '127.1',
    '0x7f000001',
    '[::1]',
    '10.0.0.1',
    '169.254.169.254',
    '[::ffff:10.0.0.1]',
  ])('https://%s/ is refused before anything is started', (host) => {
    expect(refusal(`https://${host}/x`)).toMatchObject({
      code: 'SOURCE_URL_REFUSED',
      message: expect.stringContaining('is not a public address'),
      hint: expect.stringContaining('FANOUT_SOURCE_NETWORKS'),
    });
  });

  it('may be in a private network that the environment lets in', () => {
    const env = { FANOUT_SOURCE_NETWORKS: '10.0.0.0/8' };
    expect(namedPlace('https://10.0.0.1/x', env)).toEqual({ url: 'https://10.0.0.1/x' });
    expect(refusal('https://127.0.0.1/x', env).code).toBe('SOURCE_URL_REFUSED');
    const bad = refusal('https://10.0.0.1/x', { FANOUT_SOURCE_NETWORKS: '10.0.0.0' });
    expect(bad).toMatchObject({ code: 'USAGE', hint: expect.stringContaining('CIDR') });
  });

  it.each([
    's3://videos/',
    's3://videos',
    's3:///film.mp4',
    's3://',
  ])('%s lacks a bucket or a key, and is told so', (text) => {
    expect(refusal(text)).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('a bucket and a key are needed'),
      hint: 'Write it as s3://bucket/key.',
    });
  });

  it('may have no other scheme', () => expect(refusal('gopher://host/x').code).toBe('SOURCE_SCHEME_UNSUPPORTED'));
});
