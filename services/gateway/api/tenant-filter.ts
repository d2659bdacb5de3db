import type { Principal } from '../../control/index.ts';
import { ALL_TENANTS, FanoutError } from '../../core/index.ts';

/**
 * Whose jobs a list has: a key's own tenant's; of all, or one that is named, for keys of all tenants.
 * @throws FanoutError KEY_FORBIDDEN for another tenant than the key's
 */
export function tenantFilter({ tenant }: Principal, wished: string | undefined): string | undefined {
  if (tenant === ALL_TENANTS) return wished;
  if (wished === undefined || wished === tenant) return tenant;
  throw new FanoutError('KEY_FORBIDDEN', `This takes a key of all tenants; this one is of "${tenant}".`);
}
