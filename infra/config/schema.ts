import { z } from 'zod';
import { gateway } from './schema/gateway.ts';
import { network } from './schema/network.ts';
import { observability } from './schema/observability.ts';
import { storage } from './schema/storage.ts';
import { temporal } from './schema/temporal.ts';
import { metadata, scaling, transcode, workflow } from './schema/workers.ts';

/*
 * All that can be said about a deployment, with what holds where nothing is said; each part is in a file of schema/. Unknown
 * keys are errors. The rules that need knowledge of AWS (regions, instance types) are in rules.ts.
 */

export const configSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,20}$/, 'must be 2 to 21 of a-z, 0-9 and -, and begin with a letter')
    .default('fanout')
    .describe('of the deployment: names of stacks, the cluster, services and metrics begin with it; one in an account'),
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be 12 digits')
    .nullable()
    .default(null)
    .describe('null: that of the credentials at the deployment'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region, e.g. eu-west-1')
    .nullable()
    .default(null)
    .describe(
      'null: that of the credentials at the deployment; instance types and certificates are then not compared with it',
    ),
  data: z.enum(['keep', 'destroy']).default('keep').describe('what `cdk destroy` does with buckets, database and key'),
  tags: z.record(z.string(), z.string()).default({}).describe('cost tags, besides fanout:deployment and fanout:part'),
  images: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('build') }),
      z.strictObject({
        kind: z.literal('registry'),
        prefix: z
          .string()
          .describe('before the name of a service, e.g. 123456789012.dkr.ecr.eu-west-1.amazonaws.com/fanout-'),
        tag: z.string().min(1).describe('of all images'),
      }),
    ])
    .default({ kind: 'build' })
    .describe(
      'where images come from: build makes them on this machine with Docker, registry names those that are there already',
    ),
  network: network.describe('the VPC, and the way out of it'),
  storage: storage.describe('the buckets of sources and of results'),
  temporal: temporal.describe(
    'the Temporal server: cloud is Temporal Cloud, external one that is there already, selfHosted one that is deployed here with its database',
  ),
  workflow: workflow.describe('workers that decide what comes next, on Fargate'),
  metadata: metadata.describe('workers that read sources and check results, on Fargate and Fargate Spot'),
  transcode: transcode.describe('workers that encode: gpu on instances with graphics cards, cpu on Fargate'),
  scaling: scaling.describe('how the number of tasks follows the work'),
  gateway: gateway.describe('what people watch videos through, on Fargate'),
  observability: observability.describe('logs, alarms and the bill'),
});

/** As it is written: what has a default may be left out. */
export type ConfigInput = z.input<typeof configSchema>;
/** With everything said. */
export type Config = z.output<typeof configSchema>;
