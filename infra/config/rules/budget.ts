import type { Problem } from '../problem.ts';
import type { Config } from '../schema.ts';

/** USD a month of one that carries nothing: $0.045 an hour, 730 hours. */
const NAT_GATEWAY_USD = 32.85;

/** A budget that is spent before anything runs would only send mail. */
export function budgetRules({ network, observability: { budget } }: Config): Problem[] {
  if (budget === null || network.egress !== 'nat') return [];
  const least = network.natGateways * NAT_GATEWAY_USD;
  if (budget.monthlyUsd >= least) return [];
  return [
    {
      key: 'observability.budget.monthlyUsd',
      problem: `is ${budget.monthlyUsd}, less than what NAT gateways cost alone ($${least.toFixed(2)})`,
      fix: 'set it to what you expect to spend, or network.egress to publicIp',
    },
  ];
}
