export { connectClient } from './connection.ts';
export { PLAIN_TEMPORAL, type TemporalConfig, temporalConfigFromEnv } from './connection-env.ts';
export { cancelJob, pauseJob, prioritizeJob, resumeJob } from './control.ts';
export { fromFailure, toFailure } from './failures/index.ts';
export { readFleet } from './fleet.ts';
export { grpcCode } from './grpc-code.ts';
export { Health, type HealthReport } from './health.ts';
export { type HealthPages, serveHealthPages } from './health-pages.ts';
export { heartbeating } from './heartbeat.ts';
export { deleteHistory, jobOverview } from './history.ts';
export { inspect } from './inspect.ts';
export { readInput } from './job-handle.ts';
export { type JobPage, type ListedJob, type ListedState, type ListWish, listJobPage, listJobs } from './job-list.ts';
export {
  openJobs,
  readJob,
  readPlan,
  restartJob,
  startJob,
  type TenantShare,
} from './jobs.ts';
export { createLogger } from './logging.ts';
export { type JobLook, lookAtJob } from './look.ts';
export { readyNamespace } from './namespace.ts';
export { type Need, untilMet } from './needs.ts';

export { type AttemptFailure, type PendingActivity, type PendingJob, pendingJobs, type TimeLimit } from './pending.ts';

export { type QueueStats, queuePollers, queueStats } from './queue-stats.ts';
export { SecondsCounter } from './seconds-counter.ts';
export { type SeenQueues, seeQueues } from './see-queues.ts';
export { runService } from './service.ts';
export { isTraced, startTracing } from './tracing/index.ts';
export { listDeliveries, redeliver } from './webhooks.ts';
export { type WorkGate, whenLeaving } from './work-gate.ts';
export { type RunWorkerOptions, runWorker, type WorkerParts } from './worker.ts';
export { type QueueWorkers, type WorkerBeat, workerBeats, workersOf } from './worker-beats.ts';
export { WORKER_IDENTITY } from './worker-identity.ts';
export { type WorkerSettings, workerSettings } from './worker-settings.ts';
