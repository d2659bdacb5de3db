import type { Problem } from '../problem.ts';

/** A certificate is used in its own region and account only. What is null is not known yet, and not looked at. */
export function certificateRules(key: string, arn: string, region: string | null, account: string | null): Problem[] {
  const [, , , ofRegion, ofAccount] = arn.split(':');
  const problems: Problem[] = [];
  if (region !== null && ofRegion !== region) {
    problems.push({
      key,
      problem: `is a certificate in ${ofRegion}, and has to be in ${region}`,
      fix: `request it again in ${region}, and name that one`,
    });
  }
  if (account !== null && ofAccount !== account) {
    problems.push({
      key,
      problem: `is a certificate of account ${ofAccount}, and this is ${account}`,
      fix: `request it in account ${account}, and name that one`,
    });
  }
  return problems;
}
