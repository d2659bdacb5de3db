import type { Sinks } from '@temporalio/workflow';
import type { SpanRef } from './trace-header.ts';

/** A span that has ended in a workflow. What else is known of the workflow is added outside. */
export interface WorkflowSpan extends SpanRef {
  readonly parentSpanId: string | null;
  readonly name: string;
  /** Whether it answers somebody (`run`) or asks somebody (`call`). */
  readonly kind: 'run' | 'call';
  /** Workflow time, in milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  /** `done`, `continued`, `cancelled`, `timeout` or an error code. */
  readonly outcome: string;
}

/** How spans leave the sandbox. */
export interface TraceSinks extends Sinks {
  readonly trace: { ended(span: WorkflowSpan): void };
}

/** In the `tracestate` of a trace that begins in a workflow: no sampler was asked about it, since the sandbox has none. */
export const BEGUN_HERE = 'fanout=begun-here';

export function isBegunHere({ state = '' }: SpanRef): boolean {
  return state.split(',').includes(BEGUN_HERE);
}
