import { DescribeAddressesCommand } from '@aws-sdk/client-ec2';
import type { Check } from '../check.ts';
import { judgeQuota, QUOTA_ACTION } from '../quota.ts';

const QUOTA = { service: 'ec2', code: 'L-0263D0A3', what: 'Elastic IP addresses' } as const;

/** Each NAT gateway gets an address. Those that this deployment has already are not counted twice. */
export const addresses: Check = {
  name: 'addresses',
  needs: `ec2:DescribeAddresses and ${QUOTA_ACTION}`,
  async look({ config: { name: deployment, network }, region, clients: { ec2, quotas } }, name) {
    if (network.egress !== 'nat') return [];
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
    const others = Addresses.filter(
      ({ Tags = [] }) => !Tags.some(({ Key, Value }) => Key === 'fanout:deployment' && Value === deployment),
    );
    const need = { quota: QUOTA, key: 'network.natGateways', needed: network.natGateways, used: others.length };
    return [await judgeQuota(quotas, name, region, need)];
  },
};
