import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobStatus, workflowId } from '../../services/core/index.ts';
import { connectClient, temporalConfigFromEnv } from '../../services/temporal/index.ts';
import { freePort } from '../../tools/stack/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { OtlpStub, type ReceivedSpan } from '../support/otlp-stub.ts';
import { endWorker, TestStack } from '../support/stack.ts';

/* Traces from the command line to ffmpeg: real Temporal, S3 and ffmpeg, and a stub of a collector. */

/** Of what users wrote: nothing of it may be in a trace. */
const SECRETS = { name: 'hunter2-the-film', title: 'hunter2-title', tenant: 'hunter2-tenant' };
const KINDS = ['workflow', 'metadata', 'transcode'] as const;

let stack: TestStack;
let source: string;
let submitted = 0;
beforeAll(async () => {
  stack = await TestStack.start();
  if (!hasCorpus) return;
  source = join(stack.home.dir, `${SECRETS.name}.mp4`);
  await copyFile(corpus('clips/mdn_flower.mp4'), source);
});
afterAll(() => stack.stop());

async function withWorkers<T>(env: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const workers = await Promise.all(KINDS.map((kind) => stack.worker(kind, env)));
  try {
    return await work();
  } finally {
    await Promise.all(workers.map((worker) => endWorker(worker)));
  }
}

/** Each is for a tenant of its own, so that nothing is reused. @returns how it ended, and seconds that the command took */
async function submit(env: Readonly<Record<string, string>>) {
  const run = await stack.home.fanout(
    [
      ...['submit', source, '--wait', '--json', '--set', 'ladder=240p', '--set', 'chunkSegments=1'],
      ...['--set', 'segmentSeconds=2', '--set', `tenant=${SECRETS.tenant}-${submitted++}`],
      ...['--set', `metadata.title=${SECRETS.title}`],
    ],
    { ...stack.servers.env, ...env },
  );
  expect(run.exitCode, run.stderr).toBe(0);
  return { job: run.status(), seconds: run.seconds, stderr: run.stderr };
}

/** From a span up to the first: names, with the service that each is of. */
function chain(spans: readonly ReceivedSpan[], from: ReceivedSpan | undefined): string[] {
  if (!from) return [];
  const parent = spans.find(({ spanId }) => spanId === from.parentSpanId);
  return [`${from.service} ${from.name}`, ...chain(spans, parent)];
}

async function complaints(): Promise<string[]> {
  const logs = await Promise.all(KINDS.map((kind) => readFile(join(stack.home.dir, 'logs', `${kind}.log`), 'utf8')));
  return logs.flatMap((log) => log.split('\n')).filter((line) => line.includes('OTEL_EXPORTER_OTLP_ENDPOINT'));
}

function expectWhole(job: JobStatus): void {
  expect(job).toMatchObject({ state: 'completed', verification: { ok: true, frames: 150 } });
}

describe.skipIf(!hasCorpus)('traces (need MEDIA_CORPUS)', () => {
  it('lead from submit through the workflow to each run of ffmpeg, and tell nothing of what users wrote', async () => {
    const collector = await OtlpStub.start();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const { job } = await withWorkers(env, () => submit(env));
    await collector.stop();
    expectWhole(job);
    const { spans } = collector;

    const [first] = spans.filter(({ parentSpanId }) => parentSpanId === null);
    expect(first).toMatchObject({ service: 'fanout-cli', name: 'StartWorkflow:VideoWorkflow' });
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([first?.traceId]));
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);

    const chunks = spans.filter(({ name }) => name === 'ffmpeg:encode-chunk');
    expect(chunks.map(({ attributes }) => attributes['fanout.part']).sort()).toEqual([0, 1, 2]);
    for (const chunk of chunks) {
      expect(chain(spans, chunk)).toEqual([
        'fanout-transcode ffmpeg:encode-chunk',
        'fanout-transcode RunActivity:encodeChunk',
        'fanout-workflow StartActivity:encodeChunk',
        'fanout-workflow RunWorkflow:VideoWorkflow',
        'fanout-cli StartWorkflow:VideoWorkflow',
      ]);
      expect(chunk.attributes).toMatchObject({ 'process.executable.name': 'ffmpeg', 'process.exit.code': 0 });
      expect(chunk.attributes['fanout.cpu_seconds']).toBeGreaterThan(0);
    }
    const probes = spans.filter(({ name }) => name === 'ffprobe:probe');
    expect(chain(spans, probes[0]).slice(1, 3)).toEqual([
      'fanout-metadata RunActivity:extractMetadata',
      'fanout-workflow StartActivity:extractMetadata',
    ]);
    // Nothing hangs in the air, and every attempt says what it was and how it ended.
    for (const span of spans) expect(chain(spans, span).at(-1)).toBe('fanout-cli StartWorkflow:VideoWorkflow');
    for (const { name, attributes } of spans.filter((span) => span.name.startsWith('RunActivity:'))) {
      expect(attributes).toMatchObject({
        'temporal.activity_type': name.replace('RunActivity:', ''),
        'temporal.attempt': 1,
        'temporal.workflow_id': `video-workflow-${job.videoId}`,
        'fanout.outcome': 'done',
      });
      expect(attributes['temporal.task_queue']).toMatch(/^(metadata|transcode)-queue$/);
    }
    expect(spans.filter(({ status }) => status === 2)).toEqual([]);

    // What goes from one to the other does so in Temporal's headers.
    expect(new Set(await headers(job))).toEqual(new Set(['_tracer-data']));

    // The whole of what was sent: names, addresses, tokens of the source proxy, folders, credentials.
    const sent = collector.bodies.join('\n');
    for (const secret of Object.values(SECRETS)) expect(sent).not.toContain(secret);
    for (const part of [
      'http://',
      's3://',
      'file:',
      stack.home.dir,
      '127.0.0.1',
      String(stack.servers.env.MINIO_SECRET_KEY),
    ])
      expect(sent).not.toContain(part);
    expect(await complaints()).toEqual([]);
  });

  it('say which code an attempt failed with, and not with which words', async () => {
    const collector = await OtlpStub.start();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    await withWorkers(env, () =>
      stack.home.fanout(['submit', `s3://videos/${SECRETS.name}.mp4`, '--wait', '--json'], {
        ...stack.servers.env,
        ...env,
      }),
    );
    await collector.stop();
    const failed = collector.spans.filter(({ status }) => status === 2);
    expect(failed.map(({ name }) => name)).toContain('RunWorkflow:VideoWorkflow');
    for (const { attributes } of failed) expect(attributes['error.type']).toBe('SOURCE_NOT_FOUND');
    expect(collector.bodies.join('\n')).not.toContain(SECRETS.name);
  });

  it('are not sent, nor is anything added to what Temporal keeps, without the variable', async () => {
    const collector = await OtlpStub.start();
    const { job } = await withWorkers({}, () => submit({ OTEL_TRACES_EXPORTER: 'otlp' }));
    await collector.stop();
    expectWhole(job);
    expect(collector.bodies).toEqual([]);
    expect(await headers(job)).toEqual([]);
  });

  it('begin in the workflow when whoever submitted does not trace', async () => {
    const collector = await OtlpStub.start();
    const { job } = await withWorkers({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint }, () => submit({}));
    await collector.stop();
    expectWhole(job);
    const { spans } = collector;
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === null);
    expect(roots.map(({ name }) => name)).toEqual(['RunWorkflow:VideoWorkflow']);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans.map(({ name }) => name)).toContain('ffmpeg:encode-chunk');
  });

  it('are left out where the sampler says so, as one', async () => {
    const collector = await OtlpStub.start();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
    const jobs = await withWorkers(env, async () => [await submit(env), await submit({})]);
    await collector.stop();
    for (const { job } of jobs) expectWhole(job);
    expect(collector.spans).toEqual([]);
  });

  it('harm nothing when nobody takes them: a line in each log, and the job is as fast', async () => {
    const before = (await complaints()).length;
    const refused = `http://127.0.0.1:${await freePort()}`;
    const silent = await OtlpStub.start({ answers: false });
    const plain = await withWorkers({}, () => submit({}));
    for (const endpoint of [refused, silent.endpoint]) {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '200' };
      const { job, seconds, stderr } = await withWorkers(env, () => submit(env));
      expectWhole(job);
      // A second is what the command line waits for a collector at its end.
      expect(seconds).toBeLessThan(plain.seconds * 1.5 + 2.5);
      expect(stderr.split('\n').filter((line) => line.includes('Traces do not reach'))).toHaveLength(1);
    }
    await silent.stop();
    expect((await complaints()).length - before).toBe(2 * KINDS.length);
  });
});

/** Headers in a job's history. */
async function headers(job: JobStatus): Promise<unknown[]> {
  const client = await connectClient(temporalConfigFromEnv(stack.servers.env));
  try {
    const { events } = await client.workflow.getHandle(workflowId(job.videoId)).fetchHistory();
    return (events ?? []).flatMap((event) => {
      const { workflowExecutionStartedEventAttributes: started, activityTaskScheduledEventAttributes: scheduled } =
        event;
      return Object.keys((started ?? scheduled)?.header?.fields ?? {});
    });
  } finally {
    await client.connection.close();
  }
}
