import { fileURLToPath } from 'node:url';
import { createLogger, Health, runWorker, temporalConfigFromEnv } from '../temporal/index.ts';

const drainSeconds = Number(process.env.FANOUT_DRAIN_SECONDS ?? 10);

await runWorker({
  kind: 'workflow',
  temporal: temporalConfigFromEnv(process.env),
  logger: createLogger('workflow', process.env),
  // Bundled with the service, so that a worker starts without a compiler.
  worker: { workflowBundle: { codePath: fileURLToPath(new URL('./workflow-bundle.js', import.meta.url)) } },
  drainMs: drainSeconds * 1000,
  health: new Health(),
});
