import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { Logger } from 'pino';
import type { Health } from './health.ts';
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

/**
 * Serves `/healthz` (200, or 503 when unhealthy) and `/metrics` (Prometheus' text format) on `FANOUT_HEALTH_PORT`, 0 for
 * any that is free, of `FANOUT_HEALTH_HOST`. `null` where there is no such variable.
 */
export async function serveHealth(
  health: Health,
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): Promise<HealthServer | null> {
  const { FANOUT_HEALTH_PORT: wanted, FANOUT_HEALTH_HOST: host = '127.0.0.1' } = env;
  if (!wanted) return null;
  const metrics = await openMetrics();
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.get('/healthz', async (_request, reply) => {
    const report = await health.report();
    return reply
      .code(report.status === 'unhealthy' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(report);
  });
  app.get('/metrics', async (_request, reply) => {
    const [work, process] = await Promise.all([metrics.read(), processMetrics()]);
    return reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(work + process);
  });
  await app.listen({ host, port: Number(wanted) });
  const { port } = app.server.address() as AddressInfo;
  logger.info(`Health at http://${host}:${port}/healthz`);
  const polls = new PollCounter(metrics.read);
  return {
    port,
    metrics: metrics.options,
    polls,
    async stop() {
      polls.stop();
      await app.close();
    },
  };
}
