import type { CapacityProviderStrategy } from 'aws-cdk-lib/aws-ecs';

export const ON_DEMAND: readonly CapacityProviderStrategy[] = [{ capacityProvider: 'FARGATE', weight: 1 }];

/** @param base so many tasks on demand first. ECS does not fall back by itself where Spot has nothing to give. */
export function spot(base = 0): readonly CapacityProviderStrategy[] {
  return [
    { capacityProvider: 'FARGATE_SPOT', weight: 1 },
    ...(base > 0 ? [{ capacityProvider: 'FARGATE', base, weight: 0 }] : []),
  ];
}
