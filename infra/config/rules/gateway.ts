import type { Problem } from '../problem.ts';
import type { Config } from '../schema.ts';
import { certificateRules } from './certificate.ts';

/** Strangers do not get to the gateway. */
export function gatewayRules({ gateway: { loadBalancer }, region, account }: Config): Problem[] {
  if (loadBalancer === null) return [];
  const open: Problem[] = [
    {
      key: 'gateway.loadBalancer.auth',
      problem: 'is none, and the load balancer faces the internet: anybody could watch and submit',
      fix: 'set it to oidc, or gateway.loadBalancer.internetFacing to false',
    },
  ];
  return [
    ...(loadBalancer.internetFacing && loadBalancer.auth.kind === 'none' ? open : []),
    ...certificateRules('gateway.loadBalancer.certificateArn', loadBalancer.certificateArn, region, account),
  ];
}
