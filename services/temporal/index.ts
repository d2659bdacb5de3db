export { connectClient, type TemporalConfig, temporalConfigFromEnv } from './connection.ts';
export { cancelJob, pauseJob, prioritizeJob, resumeJob } from './control.ts';
export { fromFailure, toFailure } from './failures/index.ts';
export { Health, type HealthReport } from './health.ts';
export { heartbeating } from './heartbeat.ts';
export { deleteHistory, jobOverview } from './history.ts';
export { readInput } from './job-handle.ts';
export {
  type ListedJob,
  listJobs,
  openJobs,
  readJob,
  readPlan,
  restartJob,
  startJob,
  type TenantShare,
} from './jobs.ts';
export { createLogger } from './logging.ts';
export { type QueueStats, type QueueType, queuePollers, queueStats } from './queue-stats.ts';
export { SecondsCounter } from './seconds-counter.ts';
export { listDeliveries, redeliver } from './webhooks.ts';
export type { WorkGate } from './work-gate.ts';
export { type RunWorkerOptions, runWorker } from './worker.ts';
