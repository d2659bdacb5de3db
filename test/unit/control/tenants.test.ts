import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tenantShare } from '../../../services/control/index.ts';

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

describe('the share of a tenant', () => {
  it('is one turn where nothing is said', async () => {
    expect(await tenantShare({}, 'acme')).toEqual({ weight: 1 });
    expect(await tenantShare(await envWith('{"other": {"weight": 3}}'), 'acme')).toEqual({ weight: 1 });
  });

  it('is what the file says, of it or of all others', async () => {
    const env = await envWith('{"acme": {"weight": 4, "runningJobs": 3}, "*": {"weight": 0.5}}');
    expect(await tenantShare(env, 'acme')).toEqual({ weight: 4, runningJobs: 3 });
    expect(await tenantShare(env, 'bravo')).toEqual({ weight: 0.5 });
  });

  it.each([
    ['{', 'JSON'],
    ['{"acme": {"weight": 0}}', 'acme.weight'],
    ['{"acme": {"wait": 1}}', 'acme'],
    ['{"acme": {"runningJobs": 0}}', 'acme.runningJobs'],
    ['[]', 'the whole'],
  ])('is an error that says where with %s', async (text, where) => {
    await expect(tenantShare(await envWith(text), 'acme')).rejects.toMatchObject({
      code: 'TENANTS_INVALID',
      message: expect.stringContaining(where),
    });
  });

  it('is an error where the file is not there', async () => {
    await expect(tenantShare({ FANOUT_TENANTS: join(dir, 'none.json') }, 'acme')).rejects.toMatchObject({
      code: 'TENANTS_INVALID',
    });
  });
});
