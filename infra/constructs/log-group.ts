import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';

/**
 * `/fanout/<deployment>/<part>`, kept for `observability.logDays`. It goes with its stack: one that stayed behind would be in the
 * way of the next deployment of that name.
 */
export function logGroup(scope: Construct, id: string, part: string, { name, observability }: Config): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName: `/fanout/${name}/${part}`,
    retention: observability.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
