import { context, trace } from '@opentelemetry/api';
import type { InjectedSinks, WorkerInterceptors } from '@temporalio/worker';
import { isBegunHere, type SpanRef, type TraceSinks } from '../trace-context/index.ts';
import { traceAttempts } from './activity-interceptor.ts';
import { QuietExporter } from './quiet-exporter.ts';
import { isTraced, recordsAll } from './settings.ts';
import { workflowSpans } from './workflow-spans.ts';

export interface TracingOptions {
  readonly service: 'fanout-workflow' | 'fanout-metadata' | 'fanout-transcode' | 'fanout-cli';
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told once, when there are no traces although they are wanted. */
  readonly warn: (line: string) => void;
  /** The longest that a collector is waited for, at each delivery and at the end, in milliseconds. */
  readonly patienceMs: number;
}

/** What a process does for traces; where none are wanted, nothing. */
export interface Tracing {
  readonly activity: NonNullable<WorkerInterceptors['activity']>;
  /** For workers that run the traced bundle. */
  readonly sinks: InjectedSinks<TraceSinks> | undefined;
  /** Delivers what is left. Never rejects, and takes no longer than it may. */
  stop(): Promise<void>;
}

const OFF: Tracing = { activity: [], sinks: undefined, stop: async () => {} };

/** Starts OpenTelemetry for this process when `OTEL_EXPORTER_OTLP_ENDPOINT` says where to; without it, not even loads it. */
export async function startTracing({ service, env, warn, patienceMs }: TracingOptions): Promise<Tracing> {
  if (!isTraced(env)) {
    if (env.OTEL_EXPORTER_OTLP_ENDPOINT)
      warn('No traces: OTEL_EXPORTER_OTLP_ENDPOINT is no http:// or https:// address.');
    return OFF;
  }
  const [{ BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, hooks, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/resources'),
  ]);
  const { detectResources, envDetector, resourceFromAttributes } = resources;
  // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word, as everywhere.
  const named = resourceFromAttributes({ 'service.name': service });
  const resource = named.merge(detectResources({ detectors: [envDetector] }));
  const exporter = new QuietExporter(new OTLPTraceExporter({ timeoutMillis: patienceMs }), (why) =>
    warn(`Traces do not reach OTEL_EXPORTER_OTLP_ENDPOINT, and are dropped while that is so: ${why}`),
  );
  const processor = new BatchSpanProcessor(exporter);
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  const all = recordsAll(env);
  const records = (of: SpanRef) => all || !isBegunHere(of);
  return {
    activity: [traceAttempts(provider.getTracer('fanout'), records)],
    sinks: workflowSpans(processor, resource, records),
    stop: () => within(patienceMs, provider.shutdown()),
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
