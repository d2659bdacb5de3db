import type { Secret } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
export function temporalConnection(
  _scope: Construct,
  config: Config,
): { environment: Record<string, string>; secrets: Record<string, Secret> } {
  return {
    environment: {
      TEMPORAL_ADDRESS: `temporal.${config.name}.internal:7233`,
      TEMPORAL_NAMESPACE: config.temporal.namespace,
    },
    secrets: {},
  };
}
