import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFanoutError } from '../../../services/core/index.ts';
import { hasCredentials, PLAIN_TEMPORAL, temporalConfigFromEnv } from '../../../services/temporal/connection-env.ts';

const KEY = 'a-key-that-nobody-may-see';
const CERT = { TEMPORAL_TLS_CLIENT_CERT_DATA: 'a certificate', TEMPORAL_TLS_CLIENT_KEY_DATA: KEY };
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fanout-env-'));
  await writeFile(join(dir, 'ca.pem'), 'an authority');
  await writeFile(join(dir, 'broken.toml'), `[profile.default]\napi_key = "${KEY}\n`);
  await writeFile(join(dir, 'temporal.toml'), '[profile.default]\naddress = "from-file:7233"\n');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('how to connect to Temporal', () => {
  it.each([
    {},
    { TEMPORAL_ADDRESS: '', TEMPORAL_API_KEY: '' },
    { HOME: '/no/file/of/a/home' },
  ])('is in plain text on this machine where nothing is said: %j', (env) => {
    expect(temporalConfigFromEnv(env)).toEqual({ address: '127.0.0.1:7233', namespace: 'default' });
  });

  it('is what Temporal’s own variables say', () => {
    const address = { TEMPORAL_ADDRESS: 'fanout.acme.tmprl.cloud:7233', TEMPORAL_NAMESPACE: 'fanout.acme' };
    const config = temporalConfigFromEnv({ ...address, ...CERT, TEMPORAL_TLS_SERVER_NAME: 'other.name' });
    expect(config).toMatchObject({ address: 'fanout.acme.tmprl.cloud:7233', namespace: 'fanout.acme' });
    expect(config.security?.tls).toMatchObject({
      serverNameOverride: 'other.name',
      clientCertPair: { crt: new TextEncoder().encode('a certificate'), key: new TextEncoder().encode(KEY) },
    });
    expect(hasCredentials(config)).toBe(true);
  });

  it('is encrypted where there is a key, whose end of line is none of it', () => {
    const config = temporalConfigFromEnv({ TEMPORAL_API_KEY: `${KEY}\n` });
    expect(config.security).toEqual({ tls: true, apiKey: KEY });
    expect(hasCredentials(config)).toBe(true);
  });

  it('may be encrypted without credentials', () => {
    const config = temporalConfigFromEnv({
      TEMPORAL_TLS: 'true',
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(dir, 'ca.pem'),
    });
    expect(config.security?.tls).toMatchObject({ serverRootCACertificate: new TextEncoder().encode('an authority') });
    expect(hasCredentials(config)).toBe(false);
  });

  it('is in no file that nobody has named', async () => {
    expect(temporalConfigFromEnv({ XDG_CONFIG_HOME: dir, HOME: dir }).address).toBe('127.0.0.1:7233');
    expect(temporalConfigFromEnv({ TEMPORAL_CONFIG_FILE: join(dir, 'temporal.toml') }).address).toBe('from-file:7233');
  });

  it('is plain for a server of our own, whatever is set for another', () => {
    const env = { TEMPORAL_API_KEY: KEY, TEMPORAL_TLS: 'true', TEMPORAL_TLS_SERVER_NAME: 'x', ...CERT };
    expect(temporalConfigFromEnv({ ...env, ...PLAIN_TEMPORAL })).not.toHaveProperty('security');
  });

  it.each([
    [{ TEMPORAL_TLS_CLIENT_KEY_DATA: KEY }, /CLIENT_KEY is set and TEMPORAL_TLS_CLIENT_CERT is not/],
    [{ TEMPORAL_TLS_CLIENT_CERT_DATA: 'x' }, /CLIENT_CERT is set and TEMPORAL_TLS_CLIENT_KEY is not/],
    [{ TEMPORAL_API_KEY: KEY, TEMPORAL_TLS: 'false' }, /must not go unencrypted/],
    [{ ...CERT, TEMPORAL_TLS: '0' }, /must not go unencrypted/],
    [{ TEMPORAL_TLS: 'yes' }, /TEMPORAL_TLS must be true or false/],
    [{ TEMPORAL_API_KEY: `${KEY}\nx` }, /TEMPORAL_API_KEY is no API key/],
    [{ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere.pem' }, /"\/nowhere.pem" cannot be read \(ENOENT\)/],
    [{ TEMPORAL_CONFIG_FILE: 'broken.toml' }, /the file that TEMPORAL_CONFIG_FILE names is none/],
  ])('is refused, and no key is shown: %#', (env: Record<string, string>, message) => {
    const file = env.TEMPORAL_CONFIG_FILE;
    const error = (() => {
      try {
        return temporalConfigFromEnv({ ...env, ...(file ? { TEMPORAL_CONFIG_FILE: join(dir, file) } : {}) });
      } catch (thrown) {
        return asFanoutError(thrown);
      }
    })();
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) });
    expect(JSON.stringify(error)).not.toContain(KEY);
    expect(String((error as Error).cause)).not.toContain(KEY);
  });
});
