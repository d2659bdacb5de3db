/* What the sandbox of the workflows shares with the processes around it: nothing here needs Node or OpenTelemetry. */
export { failureOutcome } from './outcome.ts';
export { readTrace, type SpanRef, TRACE_HEADER, withTrace } from './trace-header.ts';
export { BEGUN_HERE, isBegunHere, type TraceSinks, type WorkflowSpan } from './workflow-span.ts';
