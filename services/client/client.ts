import { EventSourceParserStream } from 'eventsource-parser/stream';
import { ROUTES, type Route, type RouteName } from '../api/index.ts';
import { ApiError, errorOf } from './error.ts';
import type { AnswerOf, EventOf, EventRouteName, RequestOf } from './types.ts';

export interface ClientOptions {
  /** Where the gateway is, such as `https://videos.example`. */
  readonly baseUrl: string;
  /** An API key; none where none is needed. */
  readonly key?: string | undefined;
  /** The platform's own when left out. */
  readonly fetch?: typeof fetch;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface EventOptions extends CallOptions {
  /** Told when the connection was lost, or is there again. */
  readonly onConnection?: (isOpen: boolean) => void;
}

interface Parts {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const PAUSE_MS = { first: 500, longest: 15_000 };
/** The gateway says something at least every fifteen seconds. */
const SILENCE_MS = 45_000;

/** The API as functions: what goes in and what comes out is typed by the contract, and checked by it as well. */
export class FanoutClient {
  readonly #base: string;
  readonly #key: string | undefined;
  readonly #fetch: typeof fetch;

  constructor({ baseUrl, key, fetch: by = globalThis.fetch.bind(globalThis) }: ClientOptions) {
    this.#base = baseUrl.replace(/\/+$/, '');
    this.#key = key;
    this.#fetch = by;
  }

  /**
   * Asks for one thing.
   * @returns `undefined` where the route answers without a body
   * @throws ApiError for whatever the API refuses; TypeError when it cannot be reached
   */
  async call<Name extends RouteName>(
    name: Name,
    request: RequestOf<Name>,
    options: CallOptions = {},
  ): Promise<AnswerOf<Name>> {
    const route: Route = ROUTES[name];
    const answer = await this.#send(route, request as Parts, options.signal);
    const schema = route.answers[answer.status];
    return (schema ? schema.parse(await answer.json()) : undefined) as AnswerOf<Name>;
  }

  /**
   * Follows something. A connection that is lost is made again and goes on where it was, until the events end by themselves or
   * the signal says so.
   * @throws ApiError for what the API refuses, and will refuse again
   */
  async *events<Name extends EventRouteName>(
    name: Name,
    request: RequestOf<Name>,
    { signal, onConnection }: EventOptions = {},
  ): AsyncGenerator<EventOf<Name>, void, void> {
    const route: Route = ROUTES[name];
    let last: string | null = null;
    let pause = PAUSE_MS.first;
    while (!signal?.aborted) {
      const watch = new Watch(signal);
      try {
        const asked = request as Parts;
        const headers = { ...asked.headers, ...(last === null ? {} : { 'last-event-id': last }) };
        const answer = await this.#send(route, { ...asked, headers }, watch.signal);
        onConnection?.(true);
        for await (const { event = '', data, id } of eventsIn(answer, watch)) {
          pause = PAUSE_MS.first;
          last = id ?? last;
          const schema = route.events?.[event];
          if (schema) yield { event, data: schema.parse(JSON.parse(data)), id: last } as EventOf<Name>;
          if (event === 'end') return;
        }
      } catch (error) {
        if (signal?.aborted) return;
        if (isFinal(error)) throw error;
      } finally {
        watch.stop();
      }
      onConnection?.(false);
      await sleep(pause * (0.75 + Math.random() / 2), signal);
      pause = Math.min(PAUSE_MS.longest, 2 * pause);
    }
  }

  async #send(route: Route, { params, query, headers, body }: Parts, signal?: AbortSignal): Promise<Response> {
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(params?.[name] ?? '')),
    );
    const search = new URLSearchParams(defined(query)).toString();
    const answer = await this.#fetch(`${this.#base}${path}${search === '' ? '' : `?${search}`}`, {
      method: route.method,
      headers: {
        ...defined(headers),
        ...(this.#key === undefined ? {} : { authorization: `Bearer ${this.#key}` }),
        ...(route.body ? { 'content-type': 'application/json' } : {}),
        ...(route.events ? { accept: 'text/event-stream' } : {}),
      },
      ...(route.body ? { body: JSON.stringify(body ?? {}) } : {}),
      ...(signal ? { signal } : {}),
    });
    if (!answer.ok) throw await errorOf(answer);
    return answer;
  }
}

/** Ends a request when it is told to, or when nothing comes any more: a lost connection may not be noticed otherwise. */
class Watch {
  readonly #silence = new AbortController();
  readonly signal: AbortSignal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(outer: AbortSignal | undefined) {
    this.signal = outer ? AbortSignal.any([outer, this.#silence.signal]) : this.#silence.signal;
    this.heard();
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#silence.abort(), SILENCE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    // Whoever stops reading in the middle does not want the rest either.
    this.#silence.abort();
  }
}

async function* eventsIn(answer: Response, watch: Watch) {
  if (!answer.body) return;
  const decoder = new TextDecoder();
  const text = new TransformStream<Uint8Array, string>({
    transform(bytes, controller) {
      watch.heard();
      controller.enqueue(decoder.decode(bytes, { stream: true }));
    },
  });
  const reader = answer.body.pipeThrough(text).pipeThrough(new EventSourceParserStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** The same request will be refused again. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return !(error.problem?.retryable ?? error.status >= 500);
}

function defined(values: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
