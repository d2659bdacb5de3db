import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { FanoutError } from '../core/index.ts';

/** What a tool is run for, in words of ours: a trace shows it, so it never has anything of a user's in it. */
export type Purpose =
  | 'probe'
  | 'read-hdr10'
  | 'find-interlacing'
  | 'find-start'
  | 'count-frames'
  | 'check-timestamps'
  | 'index-source'
  | 'test-encoder'
  | 'encode-chunk'
  | 'encode-audio'
  | 'measure-loudness'
  | 'level-sound'
  | 'measure-quality'
  | 'join-file'
  | 'poster'
  | 'storyboard'
  | 'extract-captions'
  | 'clean-image'
  | 'decode-check'
  | 'start-time';

/**
 * The span of one run of a tool, under that of the work which it is run for; where nobody traces, or the work is not traced,
 * nothing. It has neither arguments nor messages: file names, addresses and tokens are in both.
 */
export class ToolSpan {
  readonly #span: Span | undefined;

  /** @param part which of several, such as the number of a chunk */
  constructor(program: string, purpose?: Purpose, part?: number) {
    if (!trace.getSpan(context.active())) return;
    const name = /(ffmpeg|ffprobe)[^/]*$/.exec(program)?.[1] ?? 'tool';
    this.#span = trace.getTracer('fanout').startSpan(purpose ? `${name}:${purpose}` : name, {
      attributes: { 'process.executable.name': name, 'fanout.purpose': purpose, 'fanout.part': part },
    });
  }

  exited(code: number | undefined, signal: string | undefined): void {
    this.#span?.setAttributes({ 'process.exit.code': code, 'process.exit.signal': signal });
  }

  failed(error: unknown): void {
    // Whatever else there is was the reason to give up the work.
    if (!(error instanceof FanoutError)) return void this.#span?.setAttribute('fanout.outcome', 'cancelled');
    this.#span?.setAttribute('error.type', error.code);
    this.#span?.setStatus({ code: SpanStatusCode.ERROR });
  }

  /** @param cpuSeconds user and system time; `null` when it is not known */
  end(cpuSeconds: number | null): void {
    if (cpuSeconds !== null) this.#span?.setAttribute('fanout.cpu_seconds', cpuSeconds);
    this.#span?.end();
  }
}
