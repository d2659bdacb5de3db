import { paginateDescribeInstanceTypeOfferings } from '@aws-sdk/client-ec2';
import { GPU_INSTANCES } from '../../catalog/gpu-instances.ts';
import { nearRegions } from '../../catalog/near-regions.ts';
import type { Check } from '../check.ts';
import { type Finding, ok, wrong } from '../finding.ts';

/** Each instance type is offered in a zone of the region. */
export const instanceTypes: Check = {
  name: 'instance types',
  needs: 'ec2:DescribeInstanceTypeOfferings',
  async look({ config: { transcode }, region, clients: { ec2 } }, name) {
    if (transcode.kind !== 'gpu') return [];
    const zones = new Map<string, string[]>(transcode.instanceTypes.map((type) => [type, []]));
    const input = {
      LocationType: 'availability-zone' as const,
      Filters: [{ Name: 'instance-type', Values: transcode.instanceTypes }],
    };
    for await (const page of paginateDescribeInstanceTypeOfferings({ client: ec2 }, input)) {
      for (const { InstanceType = '', Location = '' } of page.InstanceTypeOfferings ?? []) {
        zones.get(InstanceType)?.push(Location);
      }
    }
    return [...zones].map(([type, places]) => judged(name, type, places.sort(), region));
  },
};

function judged(name: string, type: string, zones: readonly string[], region: string): Finding {
  if (zones.length > 0) return ok(name, `${type} in ${zones.join(', ')}`);
  const elsewhere = nearRegions(region, GPU_INSTANCES.get(type)?.regions ?? []).filter((other) => other !== region);
  return wrong(name, {
    key: 'transcode.instanceTypes',
    problem: `has ${type}, which no zone of ${region} offers`,
    fix: `leave it out${elsewhere.length > 0 ? `, or deploy to ${elsewhere.join(', ')}` : ''}`,
  });
}
