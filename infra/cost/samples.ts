import { type Config, configSchema } from '../config/schema.ts';

const hosted = {
  kind: 'cloud',
  address: 'fanout.a1b2c.tmprl.cloud:7233',
  namespace: 'fanout.a1b2c',
  apiKeySecret: 'temporal',
};

/*
 * The sizes whose idle cost docs/cost.md shows. To be replaced by the samples of infra/config as soon as they are there.
 */
export const SAMPLES: readonly { readonly name: string; readonly config: Config }[] = [
  {
    name: 'dev',
    config: configSchema.parse({
      network: { egress: 'publicIp' },
      temporal: { kind: 'selfHosted' },
      transcode: { kind: 'cpu' },
      observability: { dashboard: false },
    }),
  },
  { name: 'small', config: configSchema.parse({ temporal: hosted, transcode: { kind: 'gpu' } }) },
  {
    name: 'large',
    config: configSchema.parse({
      network: { availabilityZones: 3, natGateways: 3 },
      temporal: hosted,
      workflow: { tasks: { min: 2, max: 5 } },
      metadata: { tasks: { min: 10, max: 50 }, onDemandBase: 2 },
      transcode: { kind: 'gpu', tasks: { min: 2, max: 20 }, purchase: 'spot', onDemandBase: 1 },
      gateway: { tasks: 2 },
    }),
  },
];
