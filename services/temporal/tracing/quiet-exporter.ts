import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

type Done = Parameters<SpanExporter['export']>[1];

/** As `ExportResultCode` of OpenTelemetry's core has it. */
const SUCCESS = 0;

/** Says once that spans do not arrive, and lets them go: a collector that is away is no trouble of a job's. */
export class QuietExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #warn: (why: string) => void;
  #warned = false;

  constructor(exporter: SpanExporter, warn: (why: string) => void) {
    this.#exporter = exporter;
    this.#warn = warn;
  }

  export(spans: ReadableSpan[], done: Done): void {
    this.#exporter.export(spans, ({ code, error }) => {
      if (code !== SUCCESS) this.#say(error?.message ?? 'no reason given');
      done({ code: SUCCESS });
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  #say(why: string): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#warn(why);
  }
}
