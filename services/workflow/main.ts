import { fileURLToPath } from 'node:url';
import { createLogger, Health, runWorker, temporalConfigFromEnv } from '../temporal/index.ts';

const drainSeconds = Number(process.env.FANOUT_DRAIN_SECONDS ?? 10);

/**
 * Jobs in memory, about two megabytes each while they are worked on: with a thousand of them it took 856 MB, with these 602. One that is not in it is replayed
 * from its history when something happens to it.
 */
const CACHED_JOBS = 200;

await runWorker({
  kind: 'workflow',
  temporal: temporalConfigFromEnv(process.env),
  logger: createLogger('workflow', process.env),
  // Bundled with the service, so that a worker starts without a compiler.
  worker: {
    maxCachedWorkflows: CACHED_JOBS,
    workflowBundle: { codePath: fileURLToPath(new URL('./workflow-bundle.js', import.meta.url)) },
  },
  drainMs: drainSeconds * 1000,
  health: new Health(),
});
