import { ContinueAsNew, type Headers, proxySinks, TemporalFailure, workflowInfo } from '@temporalio/workflow';
import { WORKFLOW_TYPE } from '../../core/index.ts';
import {
  BEGUN_HERE,
  failureOutcome,
  readTrace,
  type SpanRef,
  type TraceSinks,
  type WorkflowSpan,
  withTrace,
} from '../../temporal/trace-context/index.ts';
import { spanId, traceIdOf } from './span-id.ts';

/** The spans of one run of a workflow: the run itself, and in it each activity from its scheduling to its end. */
export class WorkflowTrace {
  /** Where the run comes from; what follows on it comes from there too. */
  #origin: SpanRef | null = null;
  #run: SpanRef | null = null;
  #spans = 0;

  /** Traces the run. @param headers what it was started with */
  run(headers: Headers, work: () => Promise<unknown>): Promise<unknown> {
    this.#origin = readTrace(headers);
    this.#run = this.#origin ? this.#within(this.#origin) : this.#begin();
    const parentSpanId = this.#origin?.spanId ?? null;
    return this.#traced(
      { name: `RunWorkflow:${workflowInfo().workflowType}`, kind: 'run' },
      this.#run,
      parentSpanId,
      work,
    );
  }

  /** Traces an activity. @param schedule is given the headers that its attempts get */
  activity(type: string, headers: Headers, schedule: (headers: Headers) => Promise<unknown>): Promise<unknown> {
    const run = this.#run;
    if (!run) return schedule(headers);
    const span = this.#within(run);
    return this.#traced({ name: `StartActivity:${type}`, kind: 'call' }, span, run.spanId, () =>
      schedule(withTrace(headers, span)),
    );
  }

  /** The headers of a workflow that this one starts. */
  forChild(headers: Headers): Headers {
    return withTrace(headers, this.#run);
  }

  /** The headers of the run that goes on where this one ends: it stands beside this one, as far as that is possible. */
  forNextRun(headers: Headers): Headers {
    return withTrace(headers, this.#origin ?? this.#run);
  }

  /** Only a job begins a trace: what serves many, such as a tenant's workflow, belongs to none. */
  #begin(): SpanRef | null {
    const { workflowType, runId } = workflowInfo();
    const traceId = workflowType === WORKFLOW_TYPE ? traceIdOf(runId) : null;
    return traceId ? this.#within({ traceId, spanId: '', sampled: true, state: BEGUN_HERE }) : null;
  }

  #within(parent: SpanRef): SpanRef {
    return { ...parent, spanId: spanId(workflowInfo().runId, this.#spans++) };
  }

  /*
   * Whoever waits for the work waits for the very same promise. One of ours would settle a few turns later than an untraced
   * one, and a job must take the same decisions in the same order in both, as it may be traced for a part of its life.
   */
  #traced<T>(
    what: Pick<WorkflowSpan, 'name' | 'kind'>,
    span: SpanRef | null,
    parentSpanId: string | null,
    work: () => Promise<T>,
  ): Promise<T> {
    if (!span?.sampled) return work();
    const startMs = Date.now();
    const working = work();
    const end = (outcome: string) =>
      proxySinks<TraceSinks>().trace.ended({ ...what, ...span, parentSpanId, startMs, endMs: Date.now(), outcome });
    working.then(
      () => end('done'),
      (error: unknown) => {
        if (error instanceof ContinueAsNew) end('continued');
        // Anything else is a bug, for which the task is tried again: the run has not ended.
        else if (error instanceof TemporalFailure) end(failureOutcome(error));
      },
    );
    return working;
  }
}
