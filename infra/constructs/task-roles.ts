import { Stack } from 'aws-cdk-lib';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from '../nag/acknowledge.ts';
import type { Permission } from './permissions.ts';

export interface TaskRolesProps {
  /** Of the service, for people. */
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/**
 * The role that a task works with, and the one that ECS starts it with: to pull its image, to write its log, to read its secrets;
 * these rights come from the constructs that need them. Only tasks of this account may take either.
 */
export function taskRoles(
  scope: Construct,
  { name, permissions }: TaskRolesProps,
): { taskRole: IRole; executionRole: IRole } {
  const { account, partition, region } = Stack.of(scope);
  const tasks = new ServicePrincipal('ecs-tasks.amazonaws.com', {
    conditions: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${account}:*` },
    },
  });
  const taskRole = new Role(scope, 'TaskRole', { assumedBy: tasks, description: `What ${name} may do` });
  for (const { statement, wildcards = {} } of permissions) {
    taskRole.addToPolicy(statement);
    for (const [resource, why] of Object.entries(wildcards)) acknowledgeWildcard(taskRole, resource, why);
  }
  const executionRole = new Role(scope, 'ExecutionRole', {
    assumedBy: tasks,
    description: `What ECS may do to start ${name}`,
  });
  acknowledge(executionRole, {
    'IAM5[Resource::*]': 'ecr:GetAuthorizationToken takes no resource; which images may be pulled is said.',
  });
  return { taskRole, executionRole };
}
