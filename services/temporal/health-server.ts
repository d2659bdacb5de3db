import type { Logger } from 'pino';
import type { Health } from './health.ts';
import { serveHealthPages } from './health-pages.ts';
import { type Metrics, openMetrics } from './metrics.ts';
import { PollCounter } from './poll-counter.ts';
import { processMetrics } from './process-metrics.ts';

export interface HealthServer {
  readonly port: number;
  /** For Temporal's runtime. */
  readonly metrics: Metrics['options'];
  readonly polls: PollCounter;
  stop(): Promise<void>;
}

/** Serves the health of a worker, and Temporal's metrics with ours. `null` where no port is named for it. */
export async function serveHealth(
  health: Health,
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): Promise<HealthServer | null> {
  if (!env.FANOUT_HEALTH_PORT) return null;
  const metrics = await openMetrics();
  const pages = await serveHealthPages(
    {
      report: () => health.report(),
      metrics: async () => (await Promise.all([metrics.read(), processMetrics()])).join(''),
    },
    env,
    logger,
  );
  if (!pages) return null;
  const polls = new PollCounter(metrics.read);
  return {
    port: pages.port,
    metrics: metrics.options,
    polls,
    async stop() {
      polls.stop();
      await pages.stop();
    },
  };
}
