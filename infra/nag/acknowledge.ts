import { Stack, Validations } from 'aws-cdk-lib';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { IConstruct } from 'constructs';

/**
 * Accepts findings of cdk-nag's AwsSolutions on a construct and what is in it.
 *
 * @param findings from the rule as it is reported, e.g. `EC23` or `IAM5[Resource::*]`, to the reason
 */
export function acknowledge(scope: IConstruct, findings: Readonly<Record<string, string>>): void {
  const accepted = Object.entries(findings).map(([rule, reason]) => ({
    id: `AwsSolutions::AwsSolutions-${rule}`,
    reason,
  }));
  Validations.of(scope).acknowledge(...accepted);
}

/** Accepts that a policy in a construct names a resource with a wildcard. @param resource as the policy has it */
export function acknowledgeWildcard(scope: IConstruct, resource: string, reason: string): void {
  const flat: string = flattenCfnReference(Stack.of(scope).resolve(resource));
  acknowledge(scope, { [`IAM5[Resource::${flat}]`]: reason });
}
