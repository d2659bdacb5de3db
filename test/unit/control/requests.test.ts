import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../services/control/index.ts';
import { allowedPlace } from '../../../services/control/requests/request-place.ts';
import { requestSpec } from '../../../services/control/requests/request-spec.ts';

const profiles = fileURLToPath(new URL('../../../profiles', import.meta.url));
const shop: Principal = { keyId: 'a', tenant: 'shop', scope: 'submit', expiresAt: null };
const operator: Principal = { ...shop, tenant: '*' };
const url = 'https://videos.example/a.mp4';

describe('where a request may have a file read', () => {
  const env = { FANOUT_GATEWAY_S3_SOURCES: 'open, s3://mixed/public, videos/theirs' };
  const codeOf = (principal: Principal, text: string, given = env): string => {
    try {
      allowedPlace(principal, text, given);
      return 'allowed';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each([
    [url, 'allowed'],
    ['s3://open/a.mp4', 'allowed'],
    ['s3://mixed/public/a.mp4', 'allowed'],
    ['s3://mixed/publicity/a.mp4', 'KEY_FORBIDDEN'],
    ['s3://mixed/a.mp4', 'KEY_FORBIDDEN'],
    ['s3://opened/a.mp4', 'KEY_FORBIDDEN'],
    // What other tenants have lies there, whatever the list says.
    ['s3://videos/theirs/source', 'KEY_FORBIDDEN'],
    ['s3://encoded/abc/hls/master.m3u8', 'KEY_FORBIDDEN'],
    ['http://videos.example/a.mp4', 'SOURCE_SCHEME_UNSUPPORTED'],
    ['file:///etc/passwd', 'SOURCE_SCHEME_UNSUPPORTED'],
    ['/etc/passwd', 'SOURCE_URL_REFUSED'],
    ['https://user:secret@videos.example/a.mp4', 'SOURCE_URL_REFUSED'],
    ['https://169.254.169.254/latest/meta-data', 'SOURCE_URL_REFUSED'],
    ['https://127.0.0.1/a.mp4', 'SOURCE_URL_REFUSED'],
  ])('a key of one tenant, %s: %s', (text, expected) => {
    expect(codeOf(shop, text)).toBe(expected);
  });

  it('own buckets are refused by the names that they have on AWS, too', () => {
    const named = { ...env, FANOUT_GATEWAY_S3_SOURCES: 'acme-sources', FANOUT_VIDEOS_BUCKET: 'acme-sources' };
    expect(codeOf(shop, 's3://acme-sources/x/source', named)).toBe('KEY_FORBIDDEN');
  });

  it('a key of all tenants may name any object', () => {
    expect(codeOf(operator, 's3://anywhere/a.mp4')).toBe('allowed');
    expect(codeOf(operator, 'https://127.0.0.1/a.mp4')).toBe('SOURCE_URL_REFUSED');
  });
});

describe('the spec of a request', () => {
  const spec = (principal: Principal, request: object, key?: string) =>
    requestSpec(profiles, principal, { source: { url }, ...request }, key);

  it('says what it says over what its profile says', async () => {
    const plain = await spec(shop, { profile: 'web' });
    const other = await spec(shop, { profile: 'web', spec: { ladder: ['240p'], clip: { end: 5 } } });
    expect(other).toEqual({ ...plain, ladder: ['240p'], clip: { ...plain.clip, end: 5 } });
  });

  it('is of the key’s tenant', async () => {
    expect((await spec(shop, {})).tenant).toBe('shop');
    expect((await spec(shop, { tenant: 'shop', spec: { tenant: 'shop' } })).tenant).toBe('shop');
    await expect(spec(shop, { tenant: 'other' })).rejects.toMatchObject({ code: 'KEY_FORBIDDEN' });
    await expect(spec(shop, { spec: { tenant: 'other' } })).rejects.toMatchObject({ code: 'KEY_FORBIDDEN' });
    expect((await spec(operator, { tenant: 'other' })).tenant).toBe('other');
    expect((await spec(operator, {})).tenant).toBe('default');
  });

  it('has the idempotency key that was said beside it', async () => {
    expect((await spec(shop, { spec: { idempotencyKey: 'a' } })).idempotencyKey).toBe('a');
    expect((await spec(shop, { spec: { idempotencyKey: 'a' } }, 'b')).idempotencyKey).toBe('b');
  });

  it.each([
    ['a file of the gateway’s as a profile', { profile: '../../../etc/x.json' }, 'PROFILE_NOT_FOUND'],
    ['a profile that is none', { profile: 'nope' }, 'PROFILE_NOT_FOUND'],
    ['a key that is none', { spec: { laddr: ['240p'] } }, 'SPEC_UNKNOWN_KEY'],
    ['a webhook inside', { spec: { webhook: 'https://10.0.0.1/hook' } }, 'WEBHOOK_REFUSED'],
    ['a caption file of the gateway’s', { spec: { captionFiles: ['/etc/passwd'] } }, 'SPEC_INVALID'],
    ['a watermark of another tenant', { spec: { watermark: { image: 's3://videos/abc/watermark' } } }, 'KEY_FORBIDDEN'],
    ['what JavaScript calls prototype', { spec: JSON.parse('{"__proto__": {"tenant": "other"}}') }, 'SPEC_UNKNOWN_KEY'],
  ])('refuses %s', async (_what, request, code) => {
    await expect(spec(shop, request)).rejects.toMatchObject({ code });
  });
});
