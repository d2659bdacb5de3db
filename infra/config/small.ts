import type { ConfigInput } from './schema.ts';

/** Ten videos of half an hour an hour (docs/compose.md, "small"): what waits for work is small, graphics cards come with it. */
export default {
  name: 'fanout-small',
  network: { natGateways: 1 },
  temporal: { kind: 'selfHosted', databaseInstance: 't4g.small', historyShards: 128 },
  workflow: { tasks: { min: 1, max: 2 } },
  metadata: { tasks: { min: 1, max: 3 } },
  // On demand: two of them are too few to lose one of.
  transcode: { kind: 'gpu', tasks: { min: 0, max: 2 } },
} satisfies ConfigInput;
