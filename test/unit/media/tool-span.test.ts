import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { runMediaTool } from '../../../services/media/index.ts';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(provider);
beforeEach(() => exporter.reset());
afterAll(() => {
  trace.disable();
  context.disable();
});

const limits = { wallMs: 10_000, fileBytes: 0 };
/** Has a secret in its arguments and in what it says. */
const failing = {
  program: '/bin/sh',
  args: ['-c', 'echo hunter2 >&2; exit 3'],
  cwd: '/',
  limits,
  purpose: 'probe',
} as const;

it('a run is in the trace of the work that it is for, with how it ended and nothing that it was told', async () => {
  const parent = provider.getTracer('test').startSpan('work');
  await context.with(trace.setSpan(context.active(), parent), () =>
    expect(runMediaTool({ ...failing, part: 4 })).rejects.toMatchObject({ code: 'ENCODE_FAILED' }),
  );
  const [span] = exporter.getFinishedSpans();
  expect(span?.name).toBe('tool:probe');
  expect(span?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
  expect(span?.attributes).toMatchObject({
    'fanout.purpose': 'probe',
    'fanout.part': 4,
    'process.exit.code': 3,
    'error.type': 'ENCODE_FAILED',
  });
  expect(JSON.stringify([span?.attributes, span?.events, span?.status])).not.toContain('hunter2');
});

it('a run for work that is not traced begins no trace', async () => {
  await expect(runMediaTool(failing)).rejects.toMatchObject({ code: 'ENCODE_FAILED' });
  expect(exporter.getFinishedSpans()).toEqual([]);
});

it('a run that is given up is no failure of the tool', async () => {
  const parent = provider.getTracer('test').startSpan('work');
  const signal = AbortSignal.timeout(200);
  await context.with(trace.setSpan(context.active(), parent), () =>
    expect(runMediaTool({ ...failing, args: ['-c', 'exec sleep 60'], signal })).rejects.toThrow(),
  );
  const [span] = exporter.getFinishedSpans();
  expect(span?.status.code).toBe(0);
  expect(span?.attributes).toMatchObject({ 'fanout.outcome': 'cancelled', 'process.exit.signal': 'SIGTERM' });
});
