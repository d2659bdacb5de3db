import { afterAll, beforeAll, expect, it } from 'vitest';
import { ComposeStack, docker } from './compose-stack.ts';

/* Workers that cannot work: they say why in one line, again and again but not often, and are unhealthy until it is mended. */

let stack: ComposeStack;
const started: string[] = [];
beforeAll(async () => {
  stack = await ComposeStack.create();
  await stack.compose(['build', '--quiet']);
  await stack.up();
});
afterAll(async () => {
  if (started.length > 0) await docker('rm', '--force', '--volumes', ...started);
  await stack.remove();
});

interface Trouble {
  readonly what: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly code: string;
  readonly says: RegExp;
}

const GOOD_ENV = {
  TEMPORAL_ADDRESS: 'temporal:7233',
  MINIO_ENDPOINT: 'http://minio:9000',
  MINIO_ACCESS_KEY: 'fanout',
  MINIO_SECRET_KEY: 'fanout-on-this-machine',
};

const TROUBLES: readonly Trouble[] = [
  {
    what: 'a wrong MinIO password',
    env: { MINIO_SECRET_KEY: 'not-this-one' },
    code: 'STORAGE_DENIED',
    says: /^S3 refused to head bucket encoded/,
  },
  {
    what: 'a Temporal that is not up yet',
    env: { TEMPORAL_ADDRESS: 'minio:7233' },
    code: 'STACK_UNREACHABLE',
    says: /^Temporal does not answer at minio:7233\./,
  },
  {
    what: 'a namespace that is not there',
    env: { TEMPORAL_NAMESPACE: 'nowhere' },
    code: 'STACK_UNREACHABLE',
    says: /^Temporal does not give the namespace "nowhere"/,
  },
  {
    what: 'a scratch volume that it may not write to',
    args: ['--tmpfs', '/scratch:mode=0755,uid=0'],
    code: 'SCRATCH_UNUSABLE',
    says: /^Scratch files cannot be written to \/scratch/,
  },
];

/** A metadata worker like those of the stack. @returns its container */
async function worker({ env = {}, args = [] }: Partial<Trouble>): Promise<string> {
  const variables = Object.entries({ ...GOOD_ENV, ...env }).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const network = ['--network', `${stack.project}_work`];
  const { stdout } = await docker(
    'run',
    '--detach',
    '--read-only',
    ...network,
    ...variables,
    ...args,
    'fanout/metadata',
  );
  started.push(stdout.trim());
  return stdout.trim();
}

async function health(id: string): Promise<string> {
  return (await docker('inspect', '--format', '{{.State.Status}} {{.State.Health.Status}}', id)).stdout;
}

async function logLines(id: string): Promise<{ level: number; msg: string; code?: string; hint?: string }[]> {
  const { stdout } = await docker('logs', id);
  return stdout.split('\n').map((line) => JSON.parse(line));
}

const WARN = 40;
/** A container has a minute to get going; then two bad answers, a quarter of a minute apart. */
const UNHEALTHY_WITHIN_MS = 150_000;

it.concurrent.each(TROUBLES)('$what', async (trouble) => {
  const id = await worker(trouble);
  await expect.poll(() => health(id), { timeout: UNHEALTHY_WITHIN_MS, interval: 1_000 }).toBe('running unhealthy');
  const lines = (await logLines(id)).filter(({ level }) => level >= WARN);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.length).toBeLessThan(20);
  for (const { msg, code, hint } of lines) {
    expect(msg).toMatch(trouble.says);
    expect(msg).toMatch(/Trying again in \d+ s\.$/);
    expect(code).toBe(trouble.code);
    expect(hint).toBeTruthy();
  }
});

it.concurrent('a disk that is full', async () => {
  const id = await worker({ args: ['--tmpfs', '/scratch:size=20m,uid=10001'] });
  await expect.poll(() => health(id), { timeout: UNHEALTHY_WITHIN_MS, interval: 1_000 }).toBe('running unhealthy');
  const { stdout } = await docker('exec', id, 'health').catch((error: { stdout: string }) => error);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'unhealthy',
    reason: expect.stringMatching(/^100 MB of scratch space are needed in \/scratch, \d+ MB are free\.$/),
  });
});

it('a setting that makes no sense ends it at once, with one line', async () => {
  const id = await worker({ env: { FANOUT_METADATA_SLOTS: 'many' } });
  await expect.poll(() => health(id), { timeout: 30_000 }).toMatch(/^exited/);
  const lines = await logLines(id);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ code: 'CONFIG_INVALID', msg: expect.stringContaining('FANOUT_METADATA_SLOTS') });
});

it('a port that is taken is named by the engine, and nothing is left half-way', async () => {
  const second = await ComposeStack.create();
  try {
    const taken = String(stack.port('S3'));
    const failed = await second.compose(['up', '--detach'], { FANOUT_S3_PORT: taken }).catch((error: Error) => error);
    expect(String(failed)).toMatch(new RegExp(`127\\.0\\.0\\.1:${taken}.*port is already allocated`));
  } finally {
    await second.remove();
  }
});

it('a worker that waited is well once what it waits for is there', async () => {
  const id = await worker({ env: { TEMPORAL_NAMESPACE: 'later' } });
  await expect.poll(async () => (await logLines(id)).length, { timeout: 30_000 }).toBeGreaterThan(1);
  await stack.compose(['run', '--rm', '--no-deps', '--env', 'TEMPORAL_NAMESPACE=later', 'setup']);
  await expect.poll(() => health(id), { timeout: UNHEALTHY_WITHIN_MS, interval: 1_000 }).toBe('running healthy');
});
