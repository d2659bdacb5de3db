export { connectClient, type TemporalConfig, temporalConfigFromEnv } from './connection.ts';
export { fromFailure, toFailure } from './failures/index.ts';
export { heartbeating } from './heartbeat.ts';
export { cancelJob, type ListedJob, listJobs, queuePollers, readJob, readPlan, startJob } from './jobs.ts';
export { createLogger } from './logging.ts';
export { listDeliveries, redeliver } from './webhooks.ts';
export { type RunWorkerOptions, runWorker } from './worker.ts';
