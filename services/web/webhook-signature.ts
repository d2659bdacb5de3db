import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { FanoutError } from '../core/index.ts';

/*
 * Standard Webhooks (https://www.standardwebhooks.com), symmetric: HMAC-SHA256 over `id.timestamp.body`.
 */

const PREFIX = 'whsec_';
/** Bytes of a key, as the specification has them. */
const KEY_BYTES = { least: 24, most: 64, made: 32 } as const;
/** How far a receiver lets a timestamp be from its own clock, as the specification's libraries do. */
const TOLERANCE_SECONDS = 300;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

export interface SignedMessage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

export interface WebhookHeaders extends Readonly<Record<string, string>> {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** A new secret, in the form that {@link webhookKeys} reads. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(KEY_BYTES.made).toString('base64');
}

/**
 * The keys of one or more secrets with a space between them.
 * @throws FanoutError WEBHOOK_UNSIGNED when there is none, or one is not `whsec_` and the Base64 of 24 to 64 bytes; the
 * message says nothing of the secret
 */
export function webhookKeys(secrets: string | undefined): readonly Buffer[] {
  const texts = (secrets ?? '').split(/\s+/).filter((text) => text !== '');
  if (texts.length === 0) {
    throw new FanoutError('WEBHOOK_UNSIGNED', 'FANOUT_WEBHOOK_SECRET is not set: the event cannot be signed.');
  }
  return texts.map((text, index) => {
    const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
    const key = Buffer.from(BASE64.test(base64) ? base64 : '', 'base64');
    if (key.length >= KEY_BYTES.least && key.length <= KEY_BYTES.most) return key;
    const which = `Secret ${index + 1} of ${texts.length} in FANOUT_WEBHOOK_SECRET`;
    throw new FanoutError('WEBHOOK_UNSIGNED', `${which} is not whsec_ and the Base64 of 24 to 64 bytes.`);
  });
}

/** The headers of a message, signed with every key, so that a receiver may know any one of them. */
export function signWebhook(keys: readonly Buffer[], message: SignedMessage): WebhookHeaders {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': keys.map((key) => `v1,${signature(key, message).toString('base64')}`).join(' '),
  };
}

/**
 * Whether a message was signed with one of the keys, within five minutes of now.
 * @param nowMs milliseconds since 1970
 */
export function verifyWebhook(
  keys: readonly Buffer[],
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: string,
  nowMs: number,
): boolean {
  const [id, time, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name]);
  if (typeof id !== 'string' || typeof time !== 'string' || typeof given !== 'string') return false;
  const timestamp = Number(time);
  if (!(Math.abs(nowMs / 1000 - timestamp) <= TOLERANCE_SECONDS)) return false;
  const signatures = given
    .split(' ')
    .flatMap((text) => (text.startsWith('v1,') ? [Buffer.from(text.slice(3), 'base64')] : []));
  return keys.some((key) => {
    const expected = signature(key, { id, timestamp, body });
    return signatures.some((bytes) => bytes.length === expected.length && timingSafeEqual(bytes, expected));
  });
}

function signature(key: Buffer, { id, timestamp, body }: SignedMessage): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
}
