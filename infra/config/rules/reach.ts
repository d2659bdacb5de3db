import { isEcrImage } from '../ecr.ts';
import type { Problem } from '../problem.ts';
import type { Config } from '../schema.ts';

/** What a deployment needs from outside can be had by the way out that it has. */
export function reachRules(config: Config): Problem[] {
  return [...images(config), ...identityProvider(config)];
}

/** Of registries, an endpoint leads to those of AWS alone. */
function images({ network, images: from, temporal }: Config): Problem[] {
  if (network.egress !== 'endpoints') return [];
  const named = {
    ...(from.kind === 'registry' && { 'images.prefix': from.prefix }),
    ...(temporal.kind === 'selfHosted' && {
      'temporal.serverImage': temporal.serverImage,
      'temporal.adminToolsImage': temporal.adminToolsImage,
    }),
  };
  return Object.entries(named)
    .filter(([, image]) => !isEcrImage(image))
    .map(([key, image]) => ({
      key,
      problem: `is ${image}, which is on the internet, and network.egress is endpoints`,
      fix: 'copy it to ECR and name it there, or set network.egress to nat',
    }));
}

/** A load balancer asks the identity provider itself; one that is inside does so by a NAT gateway, or not at all. */
function identityProvider({ network, gateway: { loadBalancer } }: Config): Problem[] {
  if (loadBalancer?.auth.kind !== 'oidc' || loadBalancer.internetFacing || network.egress === 'nat') return [];
  return [
    {
      key: 'gateway.loadBalancer.auth',
      problem: `is oidc, and a load balancer inside the VPC has no way to the identity provider with network.egress ${network.egress}`,
      fix: 'set network.egress to nat, or gateway.loadBalancer.internetFacing to true',
    },
  ];
}
