import { createServer } from 'node:http';
import { QUEUES } from '../../services/core/index.ts';

const PRICED = [...Object.values(QUEUES), 'transcode-cpu-queue'];

/** What the scaler and the Temporal server publish, in two figures for each name: enough for each expression to find it. */
function metrics(): string {
  const now = Date.now() / 1000;
  const byQueue = (name: string, value: number) =>
    [`# TYPE ${name} gauge`, ...[...new Set(PRICED)].map((queue) => `${name}{queue="${queue}"} ${value}`)].join('\n');
  return `${[
    byQueue('fanout_backlog', 3),
    byQueue('fanout_backlog_age_seconds', 4),
    byQueue('fanout_in_flight', 2),
    byQueue('fanout_tasks', 1),
    byQueue('fanout_work_per_task', 5),
    byQueue('fanout_recommended_tasks', 1),
    '# TYPE fanout_scaler_observations_total counter',
    `fanout_scaler_observations_total{outcome="ok"} ${Math.round(now)}`,
    '# TYPE fanout_scaler_last_success_timestamp_seconds gauge',
    `fanout_scaler_last_success_timestamp_seconds ${now}`,
    '# TYPE service_requests counter',
    `service_requests{namespace="default",operation="PollActivityTaskQueue",service_name="frontend"} ${Math.round(now)}`,
  ].join('\n')}\n`;
}

/** A stub that stands for the scaler and for the metrics of the Temporal server. */
export async function startMetricsStub(): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(metrics());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    address: `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
