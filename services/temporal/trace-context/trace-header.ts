import { defaultPayloadConverter, type Headers } from '@temporalio/common';

/** A span as those that come after it know it. */
export interface SpanRef {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Whether the trace is recorded; decided where it begins. */
  readonly sampled: boolean;
  /** The header `tracestate` of W3C Trace Context, handed on as it is. */
  readonly state?: string;
}

/** As Temporal's own OpenTelemetry interceptors call it, so that clients which use them begin our traces too. */
export const TRACE_HEADER = '_tracer-data';

/** W3C Trace Context, version 00; ids of zeros only are none. */
const TRACEPARENT = /^00-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})$/;
const SAMPLED = 1;

/** The span that a call comes from; `null` when it says nothing of one, or nothing that can be read. */
export function readTrace(headers: Headers): SpanRef | null {
  const payload = headers[TRACE_HEADER];
  if (!payload) return null;
  const { traceparent, tracestate } = carried(payload);
  const [, traceId, spanId, flags] = TRACEPARENT.exec(String(traceparent)) ?? [];
  if (!traceId || !spanId || !flags) return null;
  const sampled = (Number.parseInt(flags, 16) & SAMPLED) !== 0;
  return { traceId, spanId, sampled, ...(typeof tracestate === 'string' ? { state: tracestate } : {}) };
}

/** The headers of a call that comes from a span; as they are when there is none. */
export function withTrace(headers: Headers, from: SpanRef | null): Headers {
  if (!from) return headers;
  const { traceId, spanId, sampled, state } = from;
  const traceparent = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
  const carrier = state === undefined ? { traceparent } : { traceparent, tracestate: state };
  return { ...headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload(carrier) };
}

function carried(payload: Headers[string]): { traceparent?: unknown; tracestate?: unknown } {
  try {
    return defaultPayloadConverter.fromPayload<{ traceparent?: unknown; tracestate?: unknown } | null>(payload) ?? {};
  } catch {
    return {};
  }
}
