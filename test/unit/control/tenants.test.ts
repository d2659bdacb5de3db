import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tenantWeight } from '../../../services/control/index.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fanout-tenants-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function envWith(text: string) {
  const path = join(dir, 'tenants.json');
  await writeFile(path, text);
  return { FANOUT_TENANTS: path };
}

describe('the weight of a tenant', () => {
  it('is one where nothing is said', async () => {
    expect(await tenantWeight({}, 'acme')).toBe(1);
    expect(await tenantWeight(await envWith('{"other": {"weight": 3}}'), 'acme')).toBe(1);
  });

  it('is what the file says, of it or of all others', async () => {
    const env = await envWith('{"acme": {"weight": 4}, "*": {"weight": 0.5}}');
    expect(await tenantWeight(env, 'acme')).toBe(4);
    expect(await tenantWeight(env, 'bravo')).toBe(0.5);
  });

  it.each([
    ['{', 'JSON'],
    ['{"acme": {"weight": 0}}', 'acme.weight'],
    ['{"acme": {"wait": 1}}', 'acme'],
    ['[]', 'the whole'],
  ])('is an error that says where with %s', async (text, where) => {
    await expect(tenantWeight(await envWith(text), 'acme')).rejects.toMatchObject({
      code: 'TENANTS_INVALID',
      message: expect.stringContaining(where),
    });
  });

  it('is an error where the file is not there', async () => {
    await expect(tenantWeight({ FANOUT_TENANTS: join(dir, 'none.json') }, 'acme')).rejects.toMatchObject({
      code: 'TENANTS_INVALID',
    });
  });
});
