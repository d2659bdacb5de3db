import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Authenticator } from '../../../services/control/index.ts';
import type { KeptKey } from '../../../services/control/keys/key-record.ts';
import {
  isKeyId,
  isSecretOf,
  keyText,
  newKey,
  parseKey,
  secretDigest,
} from '../../../services/control/keys/key-text.ts';

describe('a key', () => {
  it('is told from all else by how it is written', () => {
    for (let n = 0; n < 50; n++) {
      const key = newKey();
      expect(keyText(key)).toMatch(/^fk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$/);
      expect(parseKey(keyText(key))).toEqual(key);
      expect(isKeyId(key.id)).toBe(true);
    }
    const text = keyText(newKey());
    for (const wrong of [
      '',
      'fk_',
      text.slice(1),
      `${text}x`,
      text.toUpperCase(),
      `${text}\n`,
      text.replace('fk', 'sk'),
    ]) {
      expect(parseKey(wrong), wrong).toBeNull();
    }
  });

  it('is known by a digest, which nothing but its secret has', () => {
    const { secret } = newKey();
    expect(isSecretOf(secretDigest(secret), secret)).toBe(true);
    expect(isSecretOf(secretDigest(secret), newKey().secret)).toBe(false);
    expect(isSecretOf('', secret)).toBe(false);
  });
});

describe('whose a key is', () => {
  const { id, secret } = newKey();
  const kept: KeptKey = {
    id,
    name: 'shop',
    tenant: 'shop',
    scope: 'submit',
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: null,
    digest: secretDigest(secret),
  };
  const stored = new Map<string, KeptKey>();
  const find = vi.fn(async (wanted: string) => stored.get(wanted) ?? null);
  let authenticator: Authenticator;
  beforeEach(() => {
    stored.clear();
    stored.set(id, kept);
    find.mockClear();
    authenticator = new Authenticator({ find });
  });
  const key = keyText({ id, secret });
  const invalid = { code: 'KEY_INVALID' };

  it('is looked up once in half a minute, also where there is none', async () => {
    for (let n = 0; n < 10; n++) {
      expect(await authenticator.verify(key)).toEqual({ keyId: id, tenant: 'shop', scope: 'submit', expiresAt: null });
      await expect(authenticator.verify(`fk_${'z'.repeat(12)}_${'a'.repeat(43)}`)).rejects.toMatchObject(invalid);
    }
    expect(find).toHaveBeenCalledTimes(2);
  });

  it('is said of no key with another secret, nor of what is no key', async () => {
    await expect(authenticator.verify(keyText({ id, secret: newKey().secret }))).rejects.toMatchObject(invalid);
    await expect(authenticator.verify('nonsense')).rejects.toMatchObject(invalid);
  });

  it('is not said after it has expired, to the millisecond', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    stored.set(id, { ...kept, expiresAt: new Date(Date.now() + 5_000).toISOString() });
    await authenticator.verify(key);
    vi.advanceTimersByTime(4_999);
    await authenticator.verify(key);
    vi.advanceTimersByTime(1);
    await expect(authenticator.verify(key)).rejects.toMatchObject(invalid);
    vi.useRealTimers();
  });

  it('is said for some time only after it was revoked, and not at all where that is known', async () => {
    const soon = new Authenticator({ find }, { knownMs: 50 });
    await soon.verify(key);
    await authenticator.verify(key);
    stored.delete(id);
    await authenticator.verify(key);
    await new Promise((resolve) => setTimeout(resolve, 80));
    await expect(soon.verify(key)).rejects.toMatchObject(invalid);
    authenticator.forget(id);
    await expect(authenticator.verify(key)).rejects.toMatchObject(invalid);
  });

  it('does not take an outage of the store for an answer', async () => {
    find.mockRejectedValueOnce(new Error('away'));
    await expect(authenticator.verify(key)).rejects.toThrow('away');
    expect((await authenticator.verify(key)).tenant).toBe('shop');
  });
});
