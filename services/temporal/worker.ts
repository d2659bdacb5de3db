import type { MetricMeter } from '@temporalio/common';
import { Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { QUEUES, type WorkerKind } from '../core/index.ts';
import { startAtZero } from './activity-metrics.ts';
import { connectWhenReady } from './connect-when-ready.ts';
import type { TemporalConfig } from './connection-env.ts';
import { failureInterceptor } from './failure-interceptor.ts';
import type { Health } from './health.ts';
import { serveHealth } from './health-server.ts';
import { metricsInterceptor } from './metrics-interceptor.ts';
import type { Need } from './needs.ts';
import type { SecondsCounter } from './seconds-counter.ts';
import { taskProtection } from './task-protection/index.ts';
import { temporalLogger } from './temporal-logger.ts';
import { startTracing } from './tracing/index.ts';
import { type WorkGate, whileOpen } from './work-gate.ts';
import { WORKER_IDENTITY } from './worker-identity.ts';

/** What a worker works with. */
export interface WorkerParts {
  /** Activities or a workflow bundle, and how many run at once. */
  readonly worker: Pick<
    WorkerOptions,
    'activities' | 'workflowBundle' | 'maxCachedWorkflows' | 'maxConcurrentActivityTaskExecutions'
  >;
  /** Counters that one activity adds to, by its name: they are there before it does. */
  readonly counters?: Readonly<Record<string, SecondsCounter>>;
  /** What the worker cannot do without: it polls only while this is there. */
  readonly gate?: WorkGate;
}

export interface RunWorkerOptions {
  readonly kind: WorkerKind;
  /** That of the kind when left out. */
  readonly queue?: string;
  readonly temporal: TemporalConfig;
  readonly logger: Logger;
  /** What has to be there, besides Temporal, before it can work. */
  readonly needs?: readonly Need[];
  /** Makes what it works with, once all that is there. */
  readonly prepare: () => Promise<WorkerParts>;
  /** How long running activities may go on after SIGTERM before they are cancelled, in milliseconds. */
  readonly drainMs: number;
  readonly health: Health;
}

/** After the drain, activities get this long to end ffmpeg and remove their scratch files. */
const CLEANUP_MS = 10_000;
/** A cancel reaches a running activity with its next heartbeat: at most this much later. */
const HEARTBEAT_THROTTLE_MS = 2_000;
/** For spans that are left when the worker leaves. */
const TRACES_MS = 3_000;

/**
 * Runs one worker until SIGTERM, SIGINT or the end of the parent that started it. On a signal it stops polling, lets
 * running activities finish within the drain time, cancels the rest (Temporal retries them elsewhere at once), and returns.
 */
export async function runWorker(options: RunWorkerOptions): Promise<void> {
  const { kind, logger, temporal, health, queue = QUEUES[options.kind] } = options;
  const server = await serveHealth(health, process.env, logger);
  Runtime.install({
    logger: temporalLogger(logger),
    telemetryOptions: {
      ...(server ? { metrics: server.metrics } : {}),
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
    },
    workerHeartbeatInterval: 10_000,
  });
  const connection = await connectWhenReady(options);
  if (!connection) return server?.stop();
  const tracing = await startTracing({
    service: `fanout-${kind}`,
    env: process.env,
    warn: (line) => logger.warn(line),
    patienceMs: TRACES_MS,
  });
  const labels = { namespace: temporal.namespace, taskQueue: queue };
  const meter = Runtime.instance().metricMeter.withTags(labels);
  const protection = taskProtection(kind, process.env, () => ({ logger, meter }));
  const activity = [...tracing.activity, metricsInterceptor, failureInterceptor];
  try {
    const { worker: parts, gate, counters } = await options.prepare();
    startCounters(parts.activities, counters, meter);
    const ready = () => process.send?.({ ready: kind, healthPort: server?.port ?? null });
    // Whoever started this worker need not wait for what it waits for.
    if (gate?.isOpen === false) ready();
    await whileOpen(gate, async (closed) => {
      const worker = await Worker.create({
        ...parts,
        connection,
        namespace: temporal.namespace,
        taskQueue: queue,
        identity: WORKER_IDENTITY,
        interceptors: { activity: protection ? [protection.interceptor, ...activity] : activity },
        ...(kind === 'workflow' && tracing.sinks ? { sinks: tracing.sinks } : {}),
        shutdownGraceTime: options.drainMs,
        shutdownForceTime: options.drainMs + CLEANUP_MS,
        maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
        defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
      });
      const slots = parts.maxConcurrentActivityTaskExecutions ?? null;
      health.watch({ worker, connection, queue, slots, polls: server?.polls ?? null });
      const done = worker.run();
      const stop = () => worker.getState() === 'RUNNING' && worker.shutdown();
      // Whoever started this worker may be gone without having told it.
      process.once('disconnect', stop);
      closed.then(stop);
      logger.info(`Worker started - polling '${queue}'`);
      ready();
      await done;
      process.off('disconnect', stop);
      logger.info('Worker stopped');
    });
  } finally {
    await protection?.stop();
    await connection.close();
    await tracing.stop();
    await server?.stop();
    // An open channel to the parent would keep this process alive for nothing.
    if (process.connected) process.disconnect();
  }
}

/** @param meter has the labels that activities' own meters have */
function startCounters(
  activities: WorkerOptions['activities'],
  counters: WorkerParts['counters'] = {},
  meter: MetricMeter,
): void {
  for (const activityType of Object.keys(activities ?? {})) {
    const ofActivity = meter.withTags({ activityType });
    startAtZero(ofActivity);
    counters[activityType]?.startAtZero(ofActivity);
  }
}
