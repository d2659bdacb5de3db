import { type BaseServiceOptions, PropagatedTagSource } from 'aws-cdk-lib/aws-ecs';

/** Of every service: goes back by itself where new tasks do not come up, lets nobody in, and gives its tags to its tasks. */
export const SERVICE_DEFAULTS = {
  circuitBreaker: { enable: true, rollback: true },
  enableExecuteCommand: false,
  propagateTags: PropagatedTagSource.SERVICE,
  enableECSManagedTags: true,
} as const satisfies Partial<BaseServiceOptions>;
