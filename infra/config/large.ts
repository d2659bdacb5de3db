import type { ConfigInput } from './schema.ts';

/** A thousand videos of three minutes an hour (docs/compose.md, "large"), and the loss of a zone is no outage. */
export default {
  name: 'fanout-large',
  network: { availabilityZones: 2, natGateways: 2 },
  temporal: {
    kind: 'selfHosted',
    databaseInstance: 'm7g.large',
    multiAz: true,
    storageGib: 100,
    cpu: 4_096,
    memory: 8_192,
  },
  workflow: { tasks: { min: 2, max: 5 } },
  // Two that Spot cannot take, so that there is always one that reads.
  metadata: { tasks: { min: 10, max: 50 }, onDemandBase: 2 },
  transcode: {
    kind: 'gpu',
    tasks: { min: 2, max: 20 },
    // The second has as many cards, for when the first is sold out.
    instanceTypes: ['g4dn.xlarge', 'g4dn.2xlarge'],
    cpuFallback: { tasks: { min: 0, max: 10 } },
  },
  gateway: { tasks: 2 },
} satisfies ConfigInput;
