import {
  context,
  createTraceState,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';
import { attemptOutcome } from '../attempt-outcome.ts';
import { failureOutcome, readTrace, type SpanRef } from '../trace-context/index.ts';
import { isTrouble } from './outcome.ts';

/**
 * A span for each attempt of an activity that is part of a trace; what the attempt runs comes under it.
 * @param records whether a trace is recorded, as far as that is for this process to say
 */
export function traceAttempts(tracer: Tracer, records: (trace: SpanRef) => boolean) {
  return ({ info }: Context): ActivityInterceptors => ({
    inbound: {
      async execute(input, next) {
        const parent = readTrace(input.headers);
        if (!parent || !records(parent)) return next(input);
        const span = tracer.startSpan(`RunActivity:${info.activityType}`, described(info), under(parent));
        const end = (outcome: string) => {
          span.setAttribute('fanout.outcome', outcome);
          if (isTrouble(outcome)) fail(span, outcome);
          span.end();
        };
        try {
          const result = await context.with(trace.setSpan(context.active(), span), () => next(input));
          end(attemptOutcome(result));
          return result;
        } catch (error) {
          end(failureOutcome(error));
          throw error;
        }
      },
    },
  });
}

function described(info: Context['info']) {
  return {
    kind: SpanKind.SERVER,
    attributes: {
      'temporal.activity_type': info.activityType,
      'temporal.activity_id': info.activityId,
      'temporal.attempt': info.attempt,
      'temporal.task_queue': info.taskQueue,
      'temporal.workflow_id': info.workflowExecution?.workflowId,
      'temporal.run_id': info.workflowExecution?.runId,
    },
  };
}

function under({ traceId, spanId, sampled, state }: SpanRef) {
  return trace.setSpanContext(context.active(), {
    traceId,
    spanId,
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(state === undefined ? {} : { traceState: createTraceState(state) }),
  });
}

function fail(span: Span, code: string): void {
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
