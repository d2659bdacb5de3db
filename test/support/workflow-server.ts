import { Client, Connection } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { afterAll, inject } from 'vitest';
import { QUEUES, type VideoJob, videoId, WORKFLOW_TYPE, workflowId } from '../../services/core/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import { readyNamespace } from '../../services/temporal/index.ts';
import type { Activities } from './workflow-stubs.ts';

interface WorkflowServer {
  readonly address: string;
  /** The real workflow, as its worker gets it. */
  readonly bundle: WorkflowBundleWithSourceMap;
  readonly connection: NativeConnection;
  readonly clientConnection: Connection;
}

let started: Promise<WorkflowServer> | null = null;

/** Connections to the test run's Temporal server, made once for a file of tests and closed after it. */
export function server(): Promise<WorkflowServer> {
  started ??= connect();
  return started;
}

async function connect(): Promise<WorkflowServer> {
  // Workers tell of themselves as often as they can: tests that look for that need not wait.
  Runtime.install({ logger: new DefaultLogger('ERROR'), workerHeartbeatInterval: 1_000 });
  const address = inject('temporalAddress');
  const quiet = () => {};
  const [bundle, connection, clientConnection] = await Promise.all([
    bundleWorkflowCode({
      workflowsPath: new URL('../../services/workflow/index.ts', import.meta.url).pathname,
      logger: { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
    }),
    NativeConnection.connect({ address }),
    Connection.connect({ address }),
  ]);
  return { address, bundle, connection, clientConnection };
}

afterAll(async () => {
  if (!started) return;
  const { connection, clientConnection } = await started;
  await Promise.all([connection.close(), clientConnection.close()]);
});

/** Runs a job on workers with these activities. @param spec what differs from the defaults */
export async function withJob(
  name: string,
  activities: Activities,
  test: (client: Client, job: VideoJob) => Promise<void>,
  spec: object = {},
) {
  const where = await server();
  await readyNamespace({ address: where.address, namespace: name });
  const client = new Client({ connection: where.clientConnection, namespace: name });
  const workers = await Promise.all([
    Worker.create({
      connection: where.connection,
      namespace: name,
      taskQueue: QUEUES.workflow,
      workflowBundle: where.bundle,
    }),
    ...[QUEUES.metadata, QUEUES.transcode, QUEUES.transcodeCpu].map((taskQueue) =>
      Worker.create({
        connection: where.connection,
        namespace: name,
        taskQueue,
        activities: { ...activities },
        maxHeartbeatThrottleInterval: 100,
      }),
    ),
  ]);
  const job: VideoJob = {
    videoId: videoId(name),
    source: { bucket: 'videos', key: `${name}/source`, name: 'film.mp4' },
    spec: parseJobSpec(spec),
    ownsSource: true,
  };
  const running = workers.map((worker) => worker.run());
  try {
    await client.workflow.start(WORKFLOW_TYPE, {
      workflowId: workflowId(job.videoId),
      taskQueue: QUEUES.workflow,
      args: [job],
    });
    await test(client, job);
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  }
}
