import { describe, expect, it } from 'vitest';
import { newWebhookSecret, signWebhook, verifyWebhook, webhookKeys } from '../../../services/web/index.ts';

/** The example of the Standard Webhooks libraries. */
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  message: { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' },
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
} as const;
const NOW = VECTOR.message.timestamp * 1000;
const headers = signWebhook(webhookKeys(VECTOR.secret), VECTOR.message);
const verified = (changed: object, { body = VECTOR.message.body as string, now = NOW } = {}) =>
  verifyWebhook(webhookKeys(VECTOR.secret), { ...headers, ...changed }, body, now);

describe('signatures', () => {
  it('are those of the specification', () => {
    expect(headers).toEqual({
      'webhook-id': VECTOR.message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': VECTOR.signature,
    });
    expect(verified({})).toBe(true);
  });

  it('are made with every secret, and any one of them is enough', () => {
    const next = newWebhookSecret();
    const both = signWebhook(webhookKeys(`${next} ${VECTOR.secret}`), VECTOR.message);
    expect(both['webhook-signature'].split(' ')).toEqual([expect.stringMatching(/^v1,.{43}=$/), VECTOR.signature]);
    for (const secret of [VECTOR.secret, next, `${newWebhookSecret()} ${next}`]) {
      expect(verifyWebhook(webhookKeys(secret), both, VECTOR.message.body, NOW)).toBe(true);
    }
    expect(verifyWebhook(webhookKeys(newWebhookSecret()), both, VECTOR.message.body, NOW)).toBe(false);
  });

  it.each([
    ['another id', { 'webhook-id': 'msg_other' }, {}],
    ['another time', { 'webhook-timestamp': '1614265331' }, {}],
    ['a time that is none', { 'webhook-timestamp': 'soon' }, {}],
    ['another body', {}, { body: '{"test": 2432232315}' }],
    ['another scheme', { 'webhook-signature': VECTOR.signature.replace('v1', 'v1a') }, {}],
    ['a part of the signature', { 'webhook-signature': VECTOR.signature.slice(0, 20) }, {}],
    ['no signature', { 'webhook-signature': undefined }, {}],
    ['a header twice', { 'webhook-id': [VECTOR.message.id, VECTOR.message.id] }, {}],
    ['one that is sent again after six minutes', {}, { now: NOW + 360_000 }],
    ['one from the future', {}, { now: NOW - 360_000 }],
  ])('do not hold with %s', (_what, changed, rest) => expect(verified(changed, rest)).toBe(false));

  it('hold with a clock that is a little off', () => expect(verified({}, { now: NOW + 240_000 })).toBe(true));
});

describe('secrets', () => {
  it.each([
    [undefined, 'FANOUT_WEBHOOK_SECRET is not set'],
    ['', 'FANOUT_WEBHOOK_SECRET is not set'],
    ['hunter2hunter2hunter2hunter2hunter2', 'Secret 1 of 1'],
    ['whsec_c2hvcnQ=', 'Secret 1 of 1'],
    [`whsec_${Buffer.alloc(65).toString('base64')}`, 'Secret 1 of 1'],
    [`${VECTOR.secret} whsec_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_`, 'Secret 2 of 2'],
  ])('%s is refused, and not repeated', (text, why) => {
    expect(() => webhookKeys(text)).toThrow(expect.objectContaining({ code: 'WEBHOOK_UNSIGNED', retryable: true }));
    expect(() => webhookKeys(text)).toThrow(why);
    expect(() => webhookKeys(text)).not.toThrow(/hunter|c2hvcnQ|-_-_/);
  });

  it('are new each time', () => {
    const [one, other] = [newWebhookSecret(), newWebhookSecret()];
    expect(one).not.toBe(other);
    expect(webhookKeys(one).map((key) => key.length)).toEqual([32]);
  });
});
