import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { Logger } from 'pino';

export interface HealthPages {
  /** What `/healthz` says; 503 when its status is `unhealthy`. */
  readonly report: () => Promise<{ readonly status: string }>;
  /** What `/metrics` says, in Prometheus' text format. */
  readonly metrics: () => Promise<string>;
}

export interface ServedPages {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves `/healthz` (200, or 503 when unhealthy) and `/metrics` on `FANOUT_HEALTH_PORT`, 0 for any that is free, of
 * `FANOUT_HEALTH_HOST`. `null` where there is no such variable.
 */
export async function serveHealthPages(
  { report, metrics }: HealthPages,
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): Promise<ServedPages | null> {
  const { FANOUT_HEALTH_PORT: wanted, FANOUT_HEALTH_HOST: host = '127.0.0.1' } = env;
  if (!wanted) return null;
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.get('/healthz', async (_request, reply) => {
    const told = await report();
    return reply
      .code(told.status === 'unhealthy' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(told);
  });
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(await metrics()),
  );
  await app.listen({ host, port: Number(wanted) });
  const { port } = app.server.address() as AddressInfo;
  logger.info(`Health at http://${host}:${port}/healthz`);
  return { port, stop: () => app.close() };
}
