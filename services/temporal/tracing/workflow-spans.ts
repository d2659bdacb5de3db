import { type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { InjectedSinks } from '@temporalio/worker';
import type { WorkflowInfo } from '@temporalio/workflow';
import type { SpanRef, TraceSinks, WorkflowSpan } from '../trace-context/index.ts';
import { isTrouble } from './outcome.ts';

/** Takes the spans that leave the sandbox. They are told when they end, with the ids that their children have had for long. */
export function workflowSpans(
  processor: SpanProcessor,
  resource: Resource,
  records: (trace: SpanRef) => boolean,
): InjectedSinks<TraceSinks> {
  const ended = (info: WorkflowInfo, span: WorkflowSpan) => {
    if (records(span)) processor.onEnd(readable(info, span, resource));
  };
  return { trace: { ended: { fn: ended } } };
}

function readable(info: WorkflowInfo, span: WorkflowSpan, resource: Resource): ReadableSpan {
  const { traceId, parentSpanId, name, outcome, startMs, endMs } = span;
  const own: SpanContext = { traceId, spanId: span.spanId, traceFlags: TraceFlags.SAMPLED };
  const isError = isTrouble(outcome);
  return {
    name,
    kind: span.kind === 'run' ? SpanKind.SERVER : SpanKind.CLIENT,
    spanContext: () => own,
    ...(parentSpanId === null ? {} : { parentSpanContext: { ...own, spanId: parentSpanId } }),
    startTime: time(startMs),
    endTime: time(endMs),
    duration: time(endMs - startMs),
    status: { code: isError ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    // Chosen one by one: the memo, for one, has the name of the source.
    attributes: {
      'temporal.workflow_id': info.workflowId,
      'temporal.run_id': info.runId,
      'temporal.task_queue': info.taskQueue,
      'fanout.outcome': outcome,
      ...(isError ? { 'error.type': outcome } : {}),
    },
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: 'fanout' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function time(ms: number): [number, number] {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
}
