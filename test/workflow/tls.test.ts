import { createSecureServer } from 'node:http2';
import { Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { asFanoutError, QUEUES, type VideoJob, videoId } from '../../services/core/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import { setUp } from '../../services/setup/set-up.ts';
import { connectWhenReady } from '../../services/temporal/connect-when-ready.ts';
import {
  connectClient,
  Health,
  readJob,
  readyNamespace,
  startJob,
  temporalConfigFromEnv,
} from '../../services/temporal/index.ts';
import { type Certificates, listen, makeCertificates, startTlsProxy } from '../support/tls.ts';
import { server } from '../support/workflow-server.ts';
import { stubs } from '../support/workflow-stubs.ts';

/*
 * A real server behind a proxy that lets in who has a certificate: the way of Temporal Cloud, where nobody makes namespaces
 * by this connection.
 */

const NAMESPACE = 'wf-tls';
const KEY = 'a-key-that-nobody-may-see';
const logger = pino({ level: 'silent' });
let certificates: Certificates;
let proxy: Awaited<ReturnType<typeof startTlsProxy>>;
/** What a client or a worker is given. */
let env: Record<string, string>;

beforeAll(async () => {
  certificates = await makeCertificates();
  proxy = await startTlsProxy(inject('temporalAddress'), certificates);
  env = {
    TEMPORAL_ADDRESS: proxy.address,
    TEMPORAL_NAMESPACE: NAMESPACE,
    TEMPORAL_TLS_SERVER_CA_CERT_DATA: certificates.ca,
    TEMPORAL_TLS_SERVER_NAME: 'temporal.test',
    TEMPORAL_TLS_CLIENT_CERT_DATA: certificates.client.cert,
    TEMPORAL_TLS_CLIENT_KEY_DATA: certificates.client.key,
  };
});
afterAll(() => proxy?.stop());

describe('a namespace that somebody else has to make', () => {
  const prepare = (namespace: string) =>
    setUp({ temporal: temporalConfigFromEnv({ ...env, TEMPORAL_NAMESPACE: namespace }), buckets: null, logger });

  it('is asked for, with the command for it', async () => {
    await expect(prepare('nobody-has-made-this')).rejects.toMatchObject({
      code: 'NAMESPACE_INCOMPLETE',
      message: expect.stringContaining('no namespace "nobody-has-made-this"'),
      hint: expect.stringContaining('temporal operator namespace create --namespace nobody-has-made-this'),
    });
  });

  it('is asked for its search attributes, and taken as it is when it has them', async () => {
    const owner = await Connection.connect({ address: inject('temporalAddress') });
    const namespace = 'wf-tls-bare';
    const retention = { seconds: 86_400 as never };
    await owner.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention });
    await expect
      .poll(() => prepare(namespace).catch(asFanoutError), { timeout: 20_000 })
      .toMatchObject({
        code: 'NAMESPACE_INCOMPLETE',
        message: `"${namespace}" has no search attribute "FanoutTenant".`,
        hint: expect.stringContaining(
          `temporal operator search-attribute create --namespace ${namespace} --name FanoutTenant --type Keyword`,
        ),
      });
    await owner.operatorService.addSearchAttributes({ namespace, searchAttributes: { FanoutTenant: 2 } });
    await expect.poll(() => prepare(namespace).then(() => 'ready', asFanoutError), { timeout: 20_000 }).toBe('ready');
    await owner.close();
  });
});

it('a job runs with a client and workers that have a certificate', async () => {
  const { bundle } = await server();
  await readyNamespace({ address: inject('temporalAddress'), namespace: NAMESPACE });
  const config = temporalConfigFromEnv(env);
  const connection = await connectWhenReady({ temporal: config, logger, health: new Health() });
  if (!connection) throw new Error('told to leave');
  const client = await connectClient(config);
  const { activities } = stubs();
  const workers = await Promise.all([
    Worker.create({ connection, namespace: NAMESPACE, taskQueue: QUEUES.workflow, workflowBundle: bundle }),
    ...[QUEUES.metadata, QUEUES.transcode].map((taskQueue) =>
      Worker.create({ connection, namespace: NAMESPACE, taskQueue, activities: { ...activities } }),
    ),
  ]);
  const running = workers.map((worker) => worker.run());
  const job: VideoJob = {
    videoId: videoId('over-tls'),
    source: { bucket: 'videos', key: 'over-tls/source', name: 'film.mp4' },
    spec: parseJobSpec({}),
    ownsSource: true,
  };
  try {
    await startJob(client, job);
    await expect
      .poll(async () => (await readJob(client, job.videoId)).state, { timeout: 30_000, interval: 300 })
      .toBe('completed');
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
    await connection.close();
    await client.connection.close();
  }
});

describe('who is not let in', () => {
  it.each([
    ['has no certificate', () => ({ TEMPORAL_TLS_CLIENT_CERT_DATA: '', TEMPORAL_TLS_CLIENT_KEY_DATA: '' })],
    [
      'has one of nobody',
      () => ({
        TEMPORAL_TLS_CLIENT_CERT_DATA: certificates.stranger.cert,
        TEMPORAL_TLS_CLIENT_KEY_DATA: certificates.stranger.key,
      }),
    ],
    ['takes the server for another', () => ({ TEMPORAL_TLS_SERVER_NAME: 'other.test' })],
    ['does not know the authority', () => ({ TEMPORAL_TLS_SERVER_CA_CERT_DATA: certificates.stranger.cert })],
  ])('%s', async (_why, other) => {
    await expect(connectClient(temporalConfigFromEnv({ ...env, ...other() }))).rejects.toMatchObject({
      code: 'STACK_UNREACHABLE',
    });
  });
});

it('a key goes with each request, encrypted, and into no message', async () => {
  // A stub that stands for Temporal Cloud: takes no key, and writes down what it was shown.
  const shown: unknown[] = [];
  const cloud = createSecureServer(certificates.server);
  cloud.on('stream', (stream, headers) => {
    shown.push(headers.authorization);
    const trailers = { 'grpc-status': '16', 'grpc-message': 'Request unauthorized.' };
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...trailers }, { endStream: true });
  });
  const temporal = temporalConfigFromEnv({
    TEMPORAL_ADDRESS: await listen(cloud),
    TEMPORAL_API_KEY: KEY,
    TEMPORAL_TLS_SERVER_CA_CERT_DATA: certificates.ca,
    TEMPORAL_TLS_SERVER_NAME: 'temporal.test',
  });
  try {
    const failure = await connectClient(temporal, { retry: false }).then(() => null, asFanoutError);
    expect(failure).toMatchObject({ code: 'STACK_UNREACHABLE', message: expect.stringContaining('unauthorized') });
    expect(shown).toContain(`Bearer ${KEY}`);
    shown.length = 0;
    const lines: string[] = [];
    const trouble: (string | null)[] = [];
    const health = new Health();
    health.setUnhealthy = (why) => {
      trouble.push(why);
      // All that was wanted is known: as if the process were told to leave.
      process.emit('SIGUSR2');
    };
    const log = pino({}, { write: (line: string) => lines.push(line) });
    expect(await connectWhenReady({ temporal, logger: log, health })).toBeNull();
    expect(shown).toContain(`Bearer ${KEY}`);
    expect(trouble).not.toEqual([]);
    expect(`${failure?.message} ${trouble} ${lines}`).not.toContain(KEY);
  } finally {
    cloud.close();
  }
});
