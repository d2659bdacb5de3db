import { isSpanContextValid, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { withTrace } from '../trace-context/index.ts';

/** A span for each start of a workflow, which the workflow's own come under. In a process that does not trace, nothing at all. */
export const traceStarts: WorkflowClientInterceptor = {
  async startWithDetails(input, next) {
    const span = trace.getTracer('fanout').startSpan(`StartWorkflow:${input.workflowType}`, {
      kind: SpanKind.CLIENT,
      attributes: {
        'temporal.workflow_id': input.options.workflowId,
        'temporal.task_queue': input.options.taskQueue,
      },
    });
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    if (!isSpanContextValid(span.spanContext())) return next(input);
    const state = traceState?.serialize();
    const from = { traceId, spanId, sampled: (traceFlags & 1) !== 0, ...(state ? { state } : {}) };
    try {
      const started = await next({ ...input, headers: withTrace(input.headers, from) });
      span.setAttribute('temporal.run_id', started.runId);
      return started;
    } catch (error) {
      span.setAttribute('error.type', error instanceof Error ? error.name : 'Error');
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  },
};
