import { GPU_INSTANCES } from '../../catalog/gpu-instances.ts';
import type { Config } from '../../config/schema.ts';
import type { Check } from '../check.ts';
import { judgeQuota, type Need, QUOTA_ACTION, type Quota } from '../quota.ts';

const ON_DEMAND: Quota = { service: 'ec2', code: 'L-DB2E81BA', what: 'vCPUs of G and VT instances on demand' };
const SPOT: Quota = { service: 'ec2', code: 'L-3819A6DF', what: 'vCPUs of G and VT instances on Spot' };

/** The account may have as many GPU instances as the largest number of tasks asks for. A new account may have none. */
export const gpuQuota: Check = {
  name: 'GPU quota',
  needs: QUOTA_ACTION,
  look: ({ config: { transcode }, region, clients: { quotas } }, name) =>
    Promise.all(needs(transcode).map((need) => judgeQuota(quotas, name, region, need))),
};

function needs(transcode: Config['transcode']): Need[] {
  if (transcode.kind !== 'gpu') return [];
  const types = transcode.instanceTypes.flatMap((type) => GPU_INSTANCES.get(type) ?? []);
  const vcpus = Math.max(...types.map((type) => type.vcpus));
  const instances = transcode.tasks.max;
  const onDemand = transcode.purchase === 'onDemand' ? instances : Math.min(transcode.onDemandBase, instances);
  return [
    { quota: ON_DEMAND, key: 'transcode.tasks.max', needed: onDemand * vcpus },
    { quota: SPOT, key: 'transcode.tasks.max', needed: (instances - onDemand) * vcpus },
  ].filter(({ needed }) => needed > 0);
}
