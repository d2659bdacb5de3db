import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { isAbsent } from './faults.ts';
import { type Finding, ok, wrong } from './finding.ts';

/** A limit that AWS sets to an account in a region, and raises on request. */
export interface Quota {
  readonly service: 'ec2' | 'fargate' | 'vpc';
  readonly code: string;
  /** What is counted, e.g. `vCPUs of G and VT instances on demand`. */
  readonly what: string;
}

export interface Need {
  readonly quota: Quota;
  /** The key that asks for so much. */
  readonly key: string;
  readonly needed: number;
  /** What is taken already, where that is known. */
  readonly used?: number;
}

/** The permission that {@link judgeQuota} needs. */
export const QUOTA_ACTION = 'servicequotas:GetServiceQuota';

/** Whether what is needed is within the quota; if not, with the command that asks for more. */
export async function judgeQuota(
  client: ServiceQuotasClient,
  check: string,
  region: string,
  need: Need,
): Promise<Finding> {
  const { quota, key, needed, used = 0 } = need;
  const limit = await limitOf(client, quota);
  const taken = used > 0 ? `, of which ${used} are in use` : '';
  if (used + needed <= limit) return ok(check, `${limit} ${quota.what}${taken}; ${needed} needed`);
  return wrong(check, {
    key,
    problem: `needs ${needed} ${quota.what}, but the quota is ${limit}${taken}`,
    fix: `aws service-quotas request-service-quota-increase --service-code ${quota.service} --quota-code ${quota.code} --desired-value ${used + needed} --region ${region}`,
  });
}

async function limitOf(client: ServiceQuotasClient, { service, code }: Quota): Promise<number> {
  const wanted = { ServiceCode: service, QuotaCode: code };
  try {
    return (await client.send(new GetServiceQuotaCommand(wanted))).Quota?.Value ?? 0;
  } catch (thrown) {
    // An account that never used the service has no value of its own yet.
    if (!isAbsent(thrown)) throw thrown;
    return (await client.send(new GetAWSDefaultServiceQuotaCommand(wanted))).Quota?.Value ?? 0;
  }
}
