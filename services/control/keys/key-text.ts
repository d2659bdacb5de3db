import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** A key in its two parts: by the one it is found, by the other it is known. */
export interface KeyText {
  readonly id: string;
  readonly secret: string;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LETTERS = 12;
const SECRET_BYTES = 32;
/** Begins with what tools that look for leaked secrets can know it by. */
const KEY = /^fk_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;
const KEY_ID = /^[a-z0-9]{12}$/;

export function newKey(): KeyText {
  const id = Array.from({ length: ID_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return { id, secret: randomBytes(SECRET_BYTES).toString('base64url') };
}

/** As it is sent. */
export function keyText({ id, secret }: KeyText): string {
  return `fk_${id}_${secret}`;
}

/** `null` for what is no key. */
export function parseKey(text: string): KeyText | null {
  const [, id, secret] = KEY.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : null;
}

export function isKeyId(text: string): boolean {
  return KEY_ID.test(text);
}

/** What is kept of a secret. It has 256 random bits: a slow hash, which makes guessing dear, would only make requests slow. */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function isSecretOf(digest: string, secret: string): boolean {
  const [a, b] = [Buffer.from(digest), Buffer.from(secretDigest(secret))];
  return a.length === b.length && timingSafeEqual(a, b);
}
