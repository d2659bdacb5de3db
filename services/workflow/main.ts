import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Health, isTraced, runService, runWorker, temporalConfigFromEnv, workerSettings } from '../temporal/index.ts';

/**
 * Jobs in memory, one to two megabytes each while they are worked on. One that is not in it is replayed from its history
 * when something happens to it: with 50, a hundred short jobs took almost three times as long.
 */
const CACHED_JOBS = 150;

/*
 * Rubbish is collected early: otherwise the heap grows to twice what is in use before anything is. With a thousand jobs
 * waiting that makes 343 MB of 609, at the same speed (docs/measurements.md). The sandbox of the workflows is a thread that
 * starts later, with these settings.
 */
setFlagsFromString('--max-semi-space-size=4');
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=20');

/** Bundled with the service, so that a worker starts without a compiler. What traces need is in a bundle of its own. */
const bundle = isTraced(process.env) ? './workflow-bundle-traced.js' : './workflow-bundle.js';

await runService('workflow', (logger) =>
  runWorker({
    kind: 'workflow',
    temporal: temporalConfigFromEnv(process.env),
    logger,
    prepare: async () => ({
      worker: {
        maxCachedWorkflows: CACHED_JOBS,
        workflowBundle: { codePath: fileURLToPath(new URL(bundle, import.meta.url)) },
      },
    }),
    drainMs: workerSettings(process.env, { drainSeconds: 10 }).drainMs,
    health: new Health(),
  }),
);
