import { GetRoleCommand } from '@aws-sdk/client-iam';
import type { Check } from '../check.ts';
import { isAbsent } from '../faults.ts';
import { ok, wrong } from '../finding.ts';

/** With which ECS acts in an account. AWS makes it with the first cluster, and may refuse what follows while it does. */
const ROLE = 'AWSServiceRoleForECS';

/** ECS has been used in this account, so that its own role does not come too late for the first deployment. */
export const ecsRole: Check = {
  name: 'role of ECS',
  needs: 'iam:GetRole',
  async look({ clients: { iam } }, name) {
    try {
      await iam.send(new GetRoleCommand({ RoleName: ROLE }));
      return [ok(name, ROLE)];
    } catch (thrown) {
      if (!isAbsent(thrown)) throw thrown;
      const problem = `has no ${ROLE} yet, and a deployment may be quicker than AWS makes it`;
      const fix = 'aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com';
      return [wrong(name, { key: 'account', problem, fix })];
    }
  },
};
