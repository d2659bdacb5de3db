import { Tags } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Config } from '../config/schema.ts';

/** Which deployment something belongs to. */
export const DEPLOYMENT_TAG = 'fanout:deployment';
/** Which part of it: the stack, without the deployment's name. */
export const PART_TAG = 'fanout:part';

/** Marks all that costs money, so that a bill can be split by it. */
export function tagAll(scope: IConstruct, { name, tags }: Config): void {
  Tags.of(scope).add(DEPLOYMENT_TAG, name);
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value);
}
