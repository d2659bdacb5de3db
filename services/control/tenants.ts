import { readFile } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { FanoutError } from '../core/index.ts';
import type { JobSpec } from '../core/spec/index.ts';
import { openJobs, type TenantShare } from '../temporal/index.ts';
import { idOfKey } from './claim.ts';

/** Temporal clamps weights to this range. */
const WEIGHTS = { least: 0.001, most: 1_000 } as const;

const tenantsSchema = z.record(
  z.string(),
  z.strictObject({
    weight: z.number().min(WEIGHTS.least).max(WEIGHTS.most).default(1),
    openJobs: z.number().int().min(1).optional(),
    runningJobs: z.number().int().min(1).optional(),
    requestsPerMinute: z.number().int().min(1).optional(),
  }),
);

/**
 * What a tenant gets: one turn for each of another's and as many jobs at once as there are, unless the file that
 * `FANOUT_TENANTS` names says otherwise, for it or, under `*`, for all that it does not name.
 *
 * @throws FanoutError TENANTS_INVALID, naming what is wrong in the file
 */
export async function tenantShare(
  env: Readonly<Record<string, string | undefined>>,
  tenant: string,
): Promise<TenantShare> {
  const { weight = 1, runningJobs } = (await settingsOf(env, tenant)) ?? {};
  return { weight, ...(runningJobs === undefined ? {} : { runningJobs }) };
}

/** Requests that a tenant may send to one gateway in a minute; `undefined` where the file says nothing. @throws FanoutError TENANTS_INVALID */
export async function tenantRequests(
  env: Readonly<Record<string, string | undefined>>,
  tenant: string,
): Promise<number | undefined> {
  return (await settingsOf(env, tenant))?.requestsPerMinute;
}

/**
 * Looks whether a tenant may submit one more job: the file may say how many of its jobs may be waiting or running at once.
 * Two that submit at the same moment may both still find room.
 *
 * @throws FanoutError TENANT_OVER_QUOTA, TENANTS_INVALID
 */
export async function requireQuota(
  client: Client,
  env: Readonly<Record<string, string | undefined>>,
  { tenant, idempotencyKey }: Pick<JobSpec, 'tenant' | 'idempotencyKey'>,
): Promise<void> {
  const most = (await settingsOf(env, tenant))?.openJobs;
  if (most === undefined) return;
  const open = await openJobs(client, tenant);
  // Submitted again, it is no further job.
  const known = idempotencyKey !== undefined && open.includes(idOfKey(tenant, idempotencyKey));
  if (known || open.length < most) return;
  throw new FanoutError(
    'TENANT_OVER_QUOTA',
    `The tenant "${tenant}" has ${open.length} jobs waiting or running; it may have ${most}.`,
  );
}

async function settingsOf(env: Readonly<Record<string, string | undefined>>, tenant: string) {
  const path = env.FANOUT_TENANTS;
  if (!path) return null;
  const tenants = await readTenants(path);
  return tenants[tenant] ?? tenants['*'] ?? null;
}

async function readTenants(path: string): Promise<z.infer<typeof tenantsSchema>> {
  try {
    const parsed = tenantsSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not understood'}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FanoutError('TENANTS_INVALID', `The file that FANOUT_TENANTS names cannot be used: ${why}.`, [], {
      cause: error,
    });
  }
}
