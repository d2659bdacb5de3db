import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ShownCell, ShownGrid, ShownJob } from '../../../services/api/index.ts';
import type { AnswerOf } from '../../../services/client/index.ts';
import { CLIP } from '../barcode-clip.ts';
import { type JobMedia, SEGMENT_SECONDS } from './job-media.ts';
import { JOB_ID } from './job-samples.ts';

export interface SeenCall {
  readonly route: string;
  readonly body: unknown;
}

const JOB_PATH = `/v1/jobs/${JOB_ID}`;
const MEDIA_PATH = `/media/${JOB_ID}/`;

/** A job of which a test says what it does; it keeps what was asked of it. */
export class JobStub {
  job: ShownJob;
  grid: ShownGrid | null;
  readonly media: JobMedia | null;
  /** What was asked for besides looking. */
  calls: SeenCall[] = [];
  deliveries: readonly AnswerOf<'listDeliveries'>['deliveries'][number][] = [];
  /** Answered instead of what was asked for, by route. */
  readonly refusals = new Map<string, { readonly status: number; readonly problem: object }>();
  readonly #readers = new Set<ServerResponse>();

  constructor(job: ShownJob, grid: ShownGrid | null, media: JobMedia | null = null) {
    this.job = job;
    this.grid = grid;
    this.media = media;
  }

  /** Tells whoever follows; an end is the last that they are told. */
  tell(event: 'job' | 'grid' | 'cells' | 'end', data: unknown): void {
    for (const reader of this.#readers) {
      reader.write(eventText(event, data));
      if (event === 'end') reader.end();
    }
  }

  become(job: ShownJob): void {
    this.job = job;
    this.tell('job', job);
  }

  change(cells: readonly ShownCell[]): void {
    this.tell('cells', { cells });
  }

  /** Cuts all connections, as a proxy may. */
  cut(): void {
    for (const reader of this.#readers) reader.destroy();
    this.#readers.clear();
  }

  /** @returns whether the request was of the job */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith(MEDIA_PATH)) return this.#sendMedia(url.pathname, response);
    if (url.pathname !== JOB_PATH && !url.pathname.startsWith(`${JOB_PATH}/`)) return false;
    const route = `${request.method} ${url.pathname.slice(JOB_PATH.length)}`;
    if (route === 'GET /events' && !this.refusals.has(route)) {
      this.#follow(response);
      return true;
    }
    const sent = await text(request);
    const body: unknown = sent === '' ? null : JSON.parse(sent);
    if (request.method !== 'GET' && route !== 'POST /playback') this.calls.push({ route, body });
    const refusal = this.refusals.get(route);
    const [status, answer] = refusal ? [refusal.status, refusal.problem] : this.#answer(route, url, request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    return true;
  }

  #answer(route: string, url: URL, request: IncomingMessage): readonly [status: number, body: unknown] {
    const origin = `http://${request.headers.host}`;
    switch (route) {
      case 'POST /playback':
        return [200, playback(origin)];
      case 'GET /segments':
        return [200, segments(url.searchParams.get('rendition') ?? '')];
      case 'GET /deliveries':
        return [200, { deliveries: this.deliveries }];
      case 'POST /deliveries':
        return [202, { events: [] }];
      case 'DELETE ':
        return [200, { videoId: JOB_ID, objects: 12 }];
      case 'POST /cancel':
      case 'POST /retry':
      case 'POST /renditions':
        return [202, this.job];
      default:
        return [200, this.job];
    }
  }

  #follow(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(eventText('job', this.job));
    if (this.grid) response.write(eventText('grid', this.grid));
    this.#readers.add(response);
    response.on('close', () => this.#readers.delete(response));
  }

  async #sendMedia(path: string, response: ServerResponse): Promise<boolean> {
    const file = await this.media?.file(path.replace(/.*\//, ''));
    if (file) response.writeHead(200, { 'content-type': file.type, 'cache-control': 'no-store' }).end(file.bytes);
    else response.writeHead(404).end();
    return true;
  }
}

function eventText(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function playback(origin: string) {
  const base = `${origin}${MEDIA_PATH}`;
  return {
    ...{
      base,
      hls: `${base}hls/master.m3u8`,
      dash: null,
      poster: null,
      storyboard: `${base}storyboard/storyboard.vtt`,
    },
    ...{ watch: `${origin}/watch/${JOB_ID}`, expiresAt: null },
  };
}

/** As many bits as a busy picture has here and there. */
function segments(rendition: string) {
  const bits = rendition === '360p' ? 900_000 : 250_000;
  return {
    rendition,
    segments: Array.from({ length: CLIP.seconds / SEGMENT_SECONDS }, (_, i) => ({
      ...{ startSeconds: i * SEGMENT_SECONDS, seconds: SEGMENT_SECONDS },
      bytes: Math.round((bits * SEGMENT_SECONDS * (1 + 0.35 * Math.sin(1.7 * i))) / 8),
    })),
  };
}
