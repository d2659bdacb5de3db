import { ActivityFailure, ApplicationFailure, CancelledFailure, defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import {
  failureOutcome,
  isBegunHere,
  readTrace,
  TRACE_HEADER,
  withTrace,
} from '../../../services/temporal/trace-context/index.ts';
import { QuietExporter } from '../../../services/temporal/tracing/quiet-exporter.ts';
import { isTraced, recordsAll } from '../../../services/temporal/tracing/settings.ts';
import { startTracing } from '../../../services/temporal/tracing/start.ts';
import { spanId, traceIdOf } from '../../../services/workflow/tracing/span-id.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('the header', () => {
  const header = (carrier: unknown) => ({ [TRACE_HEADER]: defaultPayloadConverter.toPayload(carrier) });

  it.each([
    { traceId: TRACE, spanId: SPAN, sampled: true },
    { traceId: TRACE, spanId: SPAN, sampled: false, state: 'fanout=begun-here,other=1' },
  ])('carries %j', (span) => {
    expect(readTrace(withTrace({}, span))).toEqual(span);
    expect(isBegunHere(span)).toBe('state' in span);
  });

  it('is as other OpenTelemetry clients of Temporal write it, and leaves the others alone', () => {
    expect(readTrace(header({ traceparent: `00-${TRACE}-${SPAN}-03` }))).toMatchObject({
      traceId: TRACE,
      sampled: true,
    });
    const others = header({ traceparent: 'x' });
    expect(withTrace(others, null)).toBe(others);
    expect(Object.keys(withTrace({ other: {} }, { traceId: TRACE, spanId: SPAN, sampled: true }))).toEqual([
      'other',
      TRACE_HEADER,
    ]);
  });

  it.each([
    null,
    'text',
    {},
    { traceparent: 7 },
    { traceparent: `00-${TRACE}-${SPAN}` },
    { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` },
    { traceparent: `00-${TRACE}-${'0'.repeat(16)}-01` },
    { traceparent: `00-${TRACE}-${SPAN}-01\n` },
  ])('that says %j says nothing', (carrier) => {
    expect(readTrace(header(carrier))).toBeNull();
  });

  it('that cannot be decoded says nothing', () => {
    expect(readTrace({ [TRACE_HEADER]: { metadata: {}, data: new Uint8Array([1]) } })).toBeNull();
    expect(readTrace({})).toBeNull();
  });
});

describe('how something ended', () => {
  it('is a code, wherever it is in the failure, and never a message', () => {
    const failure = ApplicationFailure.create({ type: 'ENCODE_FAILED', message: 'secret.mp4: no' });
    const wrapped = new ActivityFailure(
      'Activity task failed',
      'encodeChunk',
      '1',
      'NON_RETRYABLE_FAILURE',
      '',
      failure,
    );
    expect([failureOutcome(failure), failureOutcome(wrapped)]).toEqual(['ENCODE_FAILED', 'ENCODE_FAILED']);
    expect(failureOutcome(new CancelledFailure('x'))).toBe('cancelled');
    expect(failureOutcome(new DOMException('x', 'AbortError'))).toBe('cancelled');
  });
});

describe('ids of spans in a workflow', () => {
  it('are the same in a replay, and others for every span', () => {
    const ids = Array.from({ length: 1000 }, (_, n) => spanId('01a213ea-2f3b-72e2-818f-8e4a2ba71ee9', n));
    expect(ids[7]).toBe(spanId('01a213ea-2f3b-72e2-818f-8e4a2ba71ee9', 7));
    expect(new Set(ids).size).toBe(1000);
    expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
  });

  it('of traces are those of runs', () => {
    expect(traceIdOf('01A213EA-2f3b-72e2-818f-8e4a2ba71ee9')).toBe('01a213ea2f3b72e2818f8e4a2ba71ee9');
    expect(traceIdOf('test-run')).toBeNull();
  });
});

describe('settings', () => {
  it('one variable, an address of http or https', () => {
    const traced = (endpoint?: string) => isTraced({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    expect([traced('http://collector:4318'), traced('https://otlp.example/x')]).toEqual([true, true]);
    expect([traced(), traced(''), traced('collector:4318'), traced('grpc://collector:4317')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('traces that nobody asked a sampler about are recorded where all are', () => {
    const all = (sampler?: string) => recordsAll({ OTEL_TRACES_SAMPLER: sampler });
    expect([all(), all('always_on'), all('parentbased_always_on')]).toEqual([true, true, true]);
    expect([all('always_off'), all('parentbased_traceidratio')]).toEqual([false, false]);
  });

  it('an address that is none is said, and nothing is traced', async () => {
    const said: string[] = [];
    const tracing = await startTracing({
      service: 'fanout-cli',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'user:hunter2@collector' },
      warn: (line) => said.push(line),
      patienceMs: 10,
    });
    await tracing.stop();
    expect(tracing).toMatchObject({ activity: [], sinks: undefined });
    expect(said).toHaveLength(1);
    expect(said[0]).not.toContain('hunter2');
  });
});

describe('a collector that does not take spans', () => {
  it('is spoken of once, and no failure to whoever delivers', () => {
    const away = {
      export: (_spans: unknown, done: (result: { code: number; error?: Error }) => void) =>
        done({ code: 1, error: new Error('gone') }),
      shutdown: async () => {},
    };
    const said: string[] = [];
    const exporter = new QuietExporter(away, (why) => said.push(why));
    const results: number[] = [];
    for (let n = 0; n < 3; n++) exporter.export([], ({ code }) => results.push(code));
    expect(results).toEqual([0, 0, 0]);
    expect(said).toEqual(['gone']);
  });
});
