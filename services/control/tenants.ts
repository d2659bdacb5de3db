import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { FanoutError } from '../core/index.ts';

/** Temporal clamps weights to this range. */
const WEIGHTS = { least: 0.001, most: 1_000 } as const;

const tenantsSchema = z.record(
  z.string(),
  z.strictObject({ weight: z.number().min(WEIGHTS.least).max(WEIGHTS.most).default(1) }),
);

/**
 * How many turns a tenant gets for each of another's: 1, unless the file that `FANOUT_TENANTS` names says otherwise, for it
 * or, under `*`, for all that it does not name.
 *
 * @throws FanoutError TENANTS_INVALID, naming what is wrong in the file
 */
export async function tenantWeight(env: Readonly<Record<string, string | undefined>>, tenant: string): Promise<number> {
  const path = env.FANOUT_TENANTS;
  if (!path) return 1;
  const tenants = await readTenants(path);
  return (tenants[tenant] ?? tenants['*'])?.weight ?? 1;
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
