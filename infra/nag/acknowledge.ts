import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts findings of cdk-nag's AwsSolutions on a construct and what is in it.
 *
 * @param findings from the rule as it is reported, e.g. `IAM5[Resource::*]`, to the reason
 */
export function acknowledge(scope: IConstruct, findings: Readonly<Record<string, string>>): void {
  const accepted = Object.entries(findings).map(([rule, reason]) => ({
    id: `AwsSolutions::AwsSolutions-${rule}`,
    reason,
  }));
  Validations.of(scope).acknowledge(...accepted);
}
