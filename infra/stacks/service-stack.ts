import type { StackProps } from 'aws-cdk-lib';
import type { Config } from '../config/schema.ts';
import type { Platform } from '../constructs/platform.ts';

/** What the stack of a service needs. */
export interface ServiceStackProps extends StackProps {
  readonly config: Config;
  readonly platform: Platform;
}
