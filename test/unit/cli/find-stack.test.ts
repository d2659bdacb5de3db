import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { chooseStack, type Found } from '../../../services/cli/find-stack/choose.ts';
import { composeStack } from '../../../services/cli/find-stack/compose.ts';
import type { S3Look, StackLook } from '../../../services/cli/find-stack/look.ts';
import { s3Trouble } from '../../../services/cli/find-stack/s3-trouble.ts';
import { describeStack, type Env, type Stack, stackOf } from '../../../services/cli/find-stack/stack.ts';
import { asFanoutError } from '../../../services/core/index.ts';

const ROOT = '/clone';
const SECRET = 'nobody-may-see-this';
const composeFile = fileURLToPath(new URL('../../../docker-compose.yml', import.meta.url));

const DEFAULTS = {
  temporal: '7233',
  s3: '9000',
  gateway: '8090',
  accessKey: 'fanout',
  secretKey: 'fanout-on-this-machine',
};

const failure = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return asFanoutError(error).toReport();
  }
  throw new Error('nothing was refused');
};

describe('a stack of compose', () => {
  it.each<[string, Env, Env, Record<string, string>]>([
    ['defaults', {}, {}, {}],
    [
      'the file .env',
      {},
      { FANOUT_TEMPORAL_PORT: '7234', FANOUT_S3_PORT: '9001', FANOUT_GATEWAY_PORT: '8091', MINIO_ACCESS_KEY: 'me' },
      { temporal: '7234', s3: '9001', gateway: '8091', accessKey: 'me' },
    ],
    [
      'the environment, which goes before the file',
      { FANOUT_S3_PORT: '9002', MINIO_SECRET_KEY: SECRET },
      { FANOUT_S3_PORT: '9001', MINIO_SECRET_KEY: 'older' },
      { s3: '9002', secretKey: SECRET },
    ],
    ['defaults where what is set is empty', { MINIO_ACCESS_KEY: '' }, {}, {}],
  ])('is looked for by %s', (_name, env, dotEnv, other) => {
    const { temporal, s3, gateway, accessKey, secretKey } = { ...DEFAULTS, ...other };
    const stack = composeStack(env, dotEnv, ROOT);
    expect(stack.env).toMatchObject({
      TEMPORAL_ADDRESS: `127.0.0.1:${temporal}`,
      MINIO_ENDPOINT: `http://127.0.0.1:${s3}`,
      MINIO_ACCESS_KEY: accessKey,
      MINIO_SECRET_KEY: secretKey,
    });
    expect(stack.gatewayUrl).toBe(`http://127.0.0.1:${gateway}`);
    expect(describeStack(stack)).toBe(`compose (Temporal 127.0.0.1:${temporal}, S3 127.0.0.1:${s3})`);
  });

  it.each(['abc', '0', '65536', '127.0.0.1:9000'])('is not looked for on port %s', (port) => {
    expect(failure(() => composeStack({}, { FANOUT_S3_PORT: port }, ROOT))).toMatchObject({
      code: 'USAGE',
      message: `FANOUT_S3_PORT is ${JSON.stringify(port)} in /clone/.env, which is no port.`,
    });
  });

  it('has keys that are told by where they come from, and never the secret', () => {
    const { keys } = composeStack({ MINIO_ACCESS_KEY: 'me' }, { MINIO_SECRET_KEY: SECRET }, ROOT);
    expect(keys).toContain('"me" (MINIO_ACCESS_KEY: the environment)');
    expect(keys).toContain('MINIO_SECRET_KEY: /clone/.env');
    expect(keys).not.toContain(SECRET);
  });

  it.skipIf(!existsSync(composeFile))('has the defaults of docker-compose.yml', () => {
    const text = readFileSync(composeFile, 'utf8');
    for (const [name, value] of [
      ['FANOUT_TEMPORAL_PORT', '7233'],
      ['FANOUT_S3_PORT', '9000'],
      ['FANOUT_GATEWAY_PORT', '8090'],
      ['MINIO_ACCESS_KEY', 'fanout'],
      ['MINIO_SECRET_KEY', 'fanout-on-this-machine'],
    ])
      expect(text).toMatch(new RegExp(`${name}:?-${value}}`));
  });
});

const compose = composeStack({ MINIO_SECRET_KEY: SECRET }, {}, ROOT);
const up: Stack = { ...stackOf({ TEMPORAL_ADDRESS: '127.0.0.1:1' }), kind: 'up', name: 'fanout up in /clone' };
const S3: Record<string, S3Look> = {
  ready: { state: 'ready' },
  silent: { state: 'silent' },
  refuses: { state: 'refuses-keys', why: 'SignatureDoesNotMatch' },
  empty: { state: 'no-bucket' },
};
const found = (whole: boolean | null, temporal: StackLook['temporal'], s3: keyof typeof S3): Found => ({
  root: ROOT,
  up: whole === null ? null : { stack: up, whole },
  compose: { stack: compose, look: { temporal, s3: S3[s3] as S3Look } },
});

describe('the stack that commands talk to', () => {
  it.each([
    [true, 'answers', 'ready', 'up'],
    [true, 'silent', 'silent', 'up'],
    [null, 'answers', 'ready', 'compose'],
    // A part of it died: a whole one is better, and it is better than none.
    [false, 'answers', 'ready', 'compose'],
    [false, 'answers', 'refuses', 'up'],
    [false, 'silent', 'silent', 'up'],
  ] as const)('with "fanout up" whole: %s, Temporal %s and S3 %s of compose, is %s', (whole, temporal, s3, kind) => {
    expect(chooseStack(found(whole, temporal, s3)).kind).toBe(kind);
  });

  it.each([
    ['silent', 'silent', /^No stack is running here/, /^Start one with "npx fanout up" or with "docker compose up"/],
    ['not-yet', 'ready', /Temporal at 127.0.0.1:7233 listens and does not answer yet/, /wait until .* healthy/],
    ['answers', 'silent', /S3 at 127.0.0.1:9000 is not there/, /wait until/],
    ['answers', 'empty', /has no bucket "encoded"/, /wait until/],
    ['answers', 'refuses', /S3 at 127.0.0.1:9000 does not take the keys.*"fanout"/, /into .env/],
  ] as const)('is none with Temporal %s and S3 %s, and it is said why', (temporal, s3, message, hint) => {
    const error = failure(() => chooseStack(found(null, temporal, s3)));
    expect(error).toMatchObject({
      code: 'STACK_UNREACHABLE',
      details: [expect.stringContaining('/clone'), expect.any(String)],
    });
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });
});

describe('an S3 that cannot be used', () => {
  const own = stackOf({ MINIO_ENDPOINT: '10.0.0.1:9000', MINIO_ACCESS_KEY: 'me', MINIO_SECRET_KEY: SECRET });
  it.each([
    [own, S3.refuses, 'S3 at 10.0.0.1:9000 does not take the keys (SignatureDoesNotMatch). Tried: "me"', /^Set MINIO_/],
    [compose, S3.refuses, 'does not take the keys', /docker compose up -d/],
    [
      own,
      { state: 'refuses-keys', why: 'RequestTimeTooSkewed' },
      'its clock and that of this machine differ',
      /clocks right/,
    ],
    [compose, S3.empty, 'has no bucket "encoded"', /docker compose up -d/],
    [up, { state: 'failing', why: 'XMinioStorageFull' }, 'cannot be used: XMinioStorageFull', /logs\/s3.log/],
    [compose, S3.silent, 'does not answer', /docker compose up -d/],
    [stackOf({}), S3.refuses, 'S3 at AWS in us-east-1 does not take the keys', /^Sign in to AWS/],
  ] as const)('%# says what it is, and what to do', (stack, look, message, todo) => {
    const trouble = s3Trouble(stack, look as S3Look);
    expect(trouble.message).toContain(message);
    expect(trouble.todo).toMatch(todo);
    expect(JSON.stringify(trouble)).not.toContain(SECRET);
  });
});
