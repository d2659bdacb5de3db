import type { Config } from '../config/schema.ts';
import { type Check, run } from './check.ts';
import { addresses } from './checks/addresses.ts';
import { bootstrap } from './checks/bootstrap.ts';
import { certificates } from './checks/certificates.ts';
import { ecsRole } from './checks/ecs-role.ts';
import { fargateQuota } from './checks/fargate-quota.ts';
import { gpuQuota } from './checks/gpu-quota.ts';
import { identity, whoAmI } from './checks/identity.ts';
import { instanceTypes } from './checks/instance-types.ts';
import { secrets } from './checks/secrets.ts';
import type { Clients } from './clients.ts';
import type { Finding } from './finding.ts';

const CHECKS: readonly Check[] = [
  bootstrap,
  ecsRole,
  instanceTypes,
  gpuQuota,
  fargateQuota,
  addresses,
  secrets,
  certificates,
];

/**
 * All that is found. Only reads, and makes nothing.
 * @throws Unreachable where AWS cannot be asked
 */
export async function examine(config: Config, region: string, clients: Clients): Promise<readonly Finding[]> {
  const { account, arn } = await whoAmI(clients);
  const whose = identity(account, arn, config.account);
  // Of another account, nothing that is found would be true.
  if (whose.state === 'problem') return [whose];
  const context = { config, region, account, clients };
  const found = await Promise.all(CHECKS.map((check) => run(check, context)));
  return [whose, ...found.flat()];
}
