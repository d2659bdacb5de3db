import { fileURLToPath } from 'node:url';
import type { Context } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { ApplicationFailure, type Headers } from '@temporalio/common';
import { type ActivityInterceptors, bundleWorkflowCode, Worker } from '@temporalio/worker';
import type { WorkflowInfo } from '@temporalio/workflow';
import { beforeAll, expect, it } from 'vitest';
import { readyNamespace } from '../../services/temporal/index.ts';
import { readTrace, type WorkflowSpan, withTrace } from '../../services/temporal/trace-context/index.ts';
import { server } from '../support/workflow-server.ts';

/* What workflows tell of themselves for traces, on a real server. */

const SUBMIT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', sampled: true };
const QUEUE = 'tracing';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const bundle = (modules: string[]) =>
  bundleWorkflowCode({
    workflowsPath: path('../support/traced-workflow.ts'),
    workflowInterceptorModules: modules,
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  });
type Bundle = Awaited<ReturnType<typeof bundle>>;

let plain: Bundle;
let traced: Bundle;
beforeAll(async () => {
  plain = await bundle([]);
  traced = await bundle([path('../../services/workflow/tracing/interceptors.ts')]);
  await readyNamespace({ address: (await server()).address, namespace: QUEUE });
});

type Span = WorkflowSpan & Pick<WorkflowInfo, 'workflowType' | 'runId'>;

/** Runs it to its end. @returns spans that ended, what attempts were told of the trace, and the histories */
async function run(name: string, workflowBundle: Bundle, headers: Headers) {
  const { connection, clientConnection } = await server();
  const client = new Client({
    connection: clientConnection,
    namespace: QUEUE,
    interceptors: { workflow: [{ startWithDetails: (input, next) => next({ ...input, headers }) }] },
  });
  const spans: Span[] = [];
  const attempts: { name: string; attempt: number; trace: ReturnType<typeof readTrace> }[] = [];
  const noting = ({ info }: Context): ActivityInterceptors => ({
    inbound: {
      execute: (input, next) => {
        attempts.push({ name: String(input.args[0]), attempt: info.attempt, trace: readTrace(input.headers) });
        return next(input);
      },
    },
  });
  const work = async (what: string) => {
    const first = attempts.filter((attempt) => attempt.name === what).length === 1;
    if (what === 'fails' || (what === 'fails first' && first)) throw ApplicationFailure.create({ type: 'NO_LUCK' });
  };
  const ended = ({ workflowType, runId }: WorkflowInfo, span: WorkflowSpan) => {
    spans.push({ ...span, workflowType, runId });
  };
  const worker = await Worker.create({
    ...{ connection, namespace: QUEUE, taskQueue: QUEUE, workflowBundle, activities: { work } },
    ...{ interceptors: { activity: [noting] }, sinks: { trace: { ended: { fn: ended } } } },
  });
  const histories = await worker.runUntil(async () => {
    const options = { workflowId: name, taskQueue: QUEUE, args: [1] };
    const handle = await client.workflow.start('VideoWorkflow', options);
    await handle.result();
    const runs = [handle.firstExecutionRunId, undefined];
    return Promise.all(runs.map((runId) => client.workflow.getHandle(name, runId).fetchHistory()));
  });
  return { spans, attempts, histories };
}

const summary = (spans: readonly Span[]) => spans.map(({ name, outcome }) => `${name} ${outcome}`).sort();

const OF_TWO_RUNS = [
  'RunWorkflow:VideoWorkflow continued',
  'RunWorkflow:VideoWorkflow done',
  'RunWorkflow:WebhookWorkflow done',
  'StartActivity:work NO_LUCK',
  ...Array.from({ length: 5 }, () => 'StartActivity:work done'),
];

it('is one trace from the submit on, with all runs, attempts and children but those that serve many', async () => {
  const { spans, attempts, histories } = await run('traced', traced, withTrace({}, SUBMIT));
  expect(summary(spans)).toEqual(OF_TWO_RUNS);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([SUBMIT.traceId]));
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);

  const runs = spans.filter(({ name }) => name === 'RunWorkflow:VideoWorkflow');
  expect(runs.map(({ parentSpanId }) => parentSpanId)).toEqual([SUBMIT.spanId, SUBMIT.spanId]);
  const second = runs.find(({ outcome }) => outcome === 'done');
  const child = spans.find(({ name }) => name === 'RunWorkflow:WebhookWorkflow');
  expect(child?.parentSpanId).toBe(second?.spanId);
  for (const span of spans.filter(({ kind }) => kind === 'call')) {
    const own = [...runs, child].find((other) => other?.runId === span.runId);
    expect(span.parentSpanId).toBe(own?.spanId);
  }
  // Both attempts of the one that fails for good are under its one span.
  const fails = attempts.filter(({ name }) => name === 'fails');
  const failed = spans.find(({ outcome }) => outcome === 'NO_LUCK');
  expect(fails.map(({ attempt, trace }) => [attempt, trace?.spanId])).toEqual([1, 2].map((n) => [n, failed?.spanId]));
  expect(attempts.find(({ name }) => name === 'for many')?.trace).toBeNull();
  // What was traced goes on untraced.
  for (const history of histories) await Worker.runReplayHistory({ workflowBundle: plain }, history, 'traced');
});

it('begins with the first run when nothing is known of a trace, and says that nobody was asked', async () => {
  const { spans } = await run('untold', traced, {});
  expect(summary(spans)).toEqual(OF_TWO_RUNS);
  const first = spans.find(({ outcome }) => outcome === 'continued');
  expect(first).toMatchObject({ parentSpanId: null, traceId: first?.runId.replaceAll('-', '') });
  expect(new Set(spans.map(({ traceId, state }) => `${traceId} ${state}`))).toEqual(
    new Set([`${first?.traceId} fanout=begun-here`]),
  );
  expect(
    spans.find(({ outcome, workflowType }) => outcome === 'done' && workflowType === 'VideoWorkflow'),
  ).toBeDefined();
});

it('is told to attempts, and not recorded, when it is not sampled', async () => {
  const { spans, attempts } = await run('unsampled', traced, withTrace({}, { ...SUBMIT, sampled: false }));
  expect(spans).toEqual([]);
  expect(attempts[0]?.trace).toMatchObject({ traceId: SUBMIT.traceId, sampled: false });
});

it('is nothing at all with the plain bundle, and what was not traced goes on traced', async () => {
  const { spans, attempts, histories } = await run('plain', plain, withTrace({}, SUBMIT));
  expect(spans).toEqual([]);
  expect(attempts.every(({ trace }) => trace === null)).toBe(true);
  const again: WorkflowSpan[] = [];
  const sinks = { trace: { ended: { fn: (_info: WorkflowInfo, span: WorkflowSpan) => void again.push(span) } } };
  for (const history of histories) await Worker.runReplayHistory({ workflowBundle: traced, sinks }, history, 'plain');
  // What was over before is not told again.
  expect(again).toEqual([]);
});
