import type { Problem } from '../problem.ts';
import type { Config } from '../schema.ts';

const LARGEST = 16;
const SMALLEST = 20;

/** The VPC has addresses enough, and Temporal can be reached from it. */
export function networkRules({ network, temporal }: Config): Problem[] {
  return [...addresses(network), ...gateways(network), ...(network.egress === 'endpoints' ? isolated(temporal) : [])];
}

function addresses({ cidr }: Config['network']): Problem[] {
  const bits = Number(cidr.split('/')[1]);
  if (bits >= LARGEST && bits <= SMALLEST) return [];
  const problem = `is ${cidr}: ${bits < LARGEST ? 'AWS has no VPC that large' : 'each task takes an address, and that is too few'}`;
  return [{ key: 'network.cidr', problem, fix: `choose a size from /${LARGEST} to /${SMALLEST}` }];
}

function gateways({ egress, natGateways, availabilityZones }: Config['network']): Problem[] {
  if (egress !== 'nat' || natGateways <= availabilityZones) return [];
  const problem = `is ${natGateways}, more than there are availability zones (${availabilityZones})`;
  return [{ key: 'network.natGateways', problem, fix: `set it to ${availabilityZones} or less` }];
}

/** Without a way to the internet, what is outside has to be behind an endpoint. */
function isolated(temporal: Config['temporal']): Problem[] {
  const key = 'network.egress';
  if (temporal.kind === 'external') {
    const problem = `is endpoints, and from there ${temporal.address} cannot be reached`;
    return [{ key, problem, fix: 'set it to nat, or temporal.kind to selfHosted' }];
  }
  if (temporal.kind === 'cloud' && temporal.privateLinkService === undefined) {
    const problem = 'is endpoints, and from there Temporal Cloud is reached through PrivateLink alone';
    return [{ key, problem, fix: 'set temporal.privateLinkService, or network.egress to nat' }];
  }
  return [];
}
