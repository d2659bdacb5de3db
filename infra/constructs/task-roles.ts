import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface TaskRolesProps {
  /** Of the service, for people. */
  readonly name: string;
  readonly permissions: readonly PolicyStatement[];
}

/**
 * The role that a task works with, and the one that ECS starts it with: to pull its image, to write its log, to read its secrets;
 * these rights come from the constructs that need them. Only tasks of this account may take either.
 */
export function taskRoles(scope: Construct, { name, permissions }: TaskRolesProps): { taskRole: IRole; executionRole: IRole } {
  const { account, partition, region } = Stack.of(scope);
  const tasks = new ServicePrincipal('ecs-tasks.amazonaws.com', {
    conditions: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${account}:*` },
    },
  });
  const taskRole = new Role(scope, 'TaskRole', { assumedBy: tasks, description: `What ${name} may do` });
  for (const statement of permissions) taskRole.addToPolicy(statement);
  const executionRole = new Role(scope, 'ExecutionRole', { assumedBy: tasks, description: `What ECS may do to start ${name}` });
  return { taskRole, executionRole };
}
