import { createServer } from 'node:net';
import type { RuntimeOptions } from '@temporalio/worker';

/**
 * Temporal's library gives out its metrics, and ours, on a port of its own, which it has to be told: one of loopback that
 * is free. `/metrics` hands them on.
 */
export interface Metrics {
  readonly options: NonNullable<NonNullable<RuntimeOptions['telemetryOptions']>['metrics']>;
  /** In Prometheus' text format. */
  readonly read: () => Promise<string>;
}

const READ_MS = 2_000;
/** Work on a piece of video takes seconds to hours, which the usual limits of a histogram do not tell apart. */
const WORK_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400];

export async function openMetrics(): Promise<Metrics> {
  const bindAddress = `127.0.0.1:${await freePort()}`;
  return {
    options: {
      prometheus: {
        bindAddress,
        useSecondsForDurations: true,
        histogramBucketOverrides: { fanout_activity_seconds: WORK_SECONDS },
      },
    },
    read: async () => (await fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(READ_MS) })).text(),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
