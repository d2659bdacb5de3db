import type { Problem } from '../problem.ts';
import type { Config } from '../schema.ts';
import { certificateRules } from './certificate.ts';

type Auth = NonNullable<Config['gateway']['loadBalancer']>['auth'];

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
    ...insecure(loadBalancer.auth),
    ...certificateRules('gateway.loadBalancer.certificateArn', loadBalancer.certificateArn, region, account),
  ];
}

/** Load balancers ask identity providers over https alone. */
function insecure(auth: Auth): Problem[] {
  if (auth.kind === 'none') return [];
  const { issuer, authorizationEndpoint, tokenEndpoint, userInfoEndpoint } = auth;
  return Object.entries({ issuer, authorizationEndpoint, tokenEndpoint, userInfoEndpoint })
    .filter(([, address]) => !address.startsWith('https://'))
    .map(([name, address]) => ({
      key: `gateway.loadBalancer.auth.${name}`,
      problem: `is ${address}, which is not https`,
      fix: 'take the https:// address from the discovery document of the identity provider',
    }));
}
