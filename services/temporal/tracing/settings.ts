type Env = Readonly<Record<string, string | undefined>>;

/** Whether traces are wanted, and there is an address to send them to: `OTEL_EXPORTER_OTLP_ENDPOINT`, for OTLP over HTTP. */
export function isTraced({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: Env): boolean {
  return endpoint !== undefined && URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol);
}

/**
 * Whether traces that begin in a workflow are recorded. No sampler is asked about those, so only where all are: a job that is
 * submitted by somebody who does not trace is left out where a share of jobs was asked for.
 */
export function recordsAll({ OTEL_TRACES_SAMPLER: sampler }: Env): boolean {
  return !sampler || /^(parentbased_)?always_on$/.test(sampler);
}
