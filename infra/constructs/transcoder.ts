import type { Secret } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import { commonEnvironment } from './environment.ts';
import { bucketUse, keyUse, type Permission, taskProtection } from './permissions.ts';
import type { Platform } from './platform.ts';
import { temporalConnection } from './temporal-connection.ts';

/** What transcode workers of any kind are given. */
export interface TranscoderProps {
  readonly config: Config;
  readonly platform: Platform;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly permissions: readonly Permission[];
}

/** They read sources, and put and look for what they make of them. */
export function transcoderProps(scope: Construct, config: Config, platform: Platform): TranscoderProps {
  const { sources, results, key } = platform.storage;
  const temporal = temporalConnection(scope, config);
  return {
    config,
    platform,
    environment: { ...commonEnvironment(config, platform.storage), ...temporal.environment },
    secrets: temporal.secrets,
    permissions: [
      ...bucketUse(sources, { read: true }),
      ...bucketUse(results, { read: true, write: true }),
      ...keyUse(key, { write: true }),
      taskProtection(scope, config.name),
    ],
  };
}
