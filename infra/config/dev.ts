import type { ConfigInput } from './schema.ts';

/** To try it: the smallest of everything, gone without a trace afterwards, and no graphics card, for which new accounts have no quota. */
export default {
  name: 'fanout-dev',
  data: 'destroy',
  // A NAT gateway would be the dearest part of it.
  network: { egress: 'publicIp', flowLogs: false },
  storage: { encryption: 's3', accessLogs: false },
  // One shard would do; it can never be changed, and four cost nothing.
  temporal: { kind: 'selfHosted', databaseInstance: 't4g.micro', historyShards: 4 },
  workflow: { tasks: { min: 1, max: 1 } },
  metadata: { tasks: { min: 1, max: 2 } },
  transcode: { kind: 'cpu', tasks: { min: 0, max: 1 } },
  observability: { logDays: 7, dashboard: false },
} satisfies ConfigInput;
