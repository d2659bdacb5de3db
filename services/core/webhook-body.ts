import type { VideoJob } from './activities.ts';
import type { ErrorReport } from './errors.ts';
import type { JobState, JobStatus, RevisionOutcome } from './job.ts';
import type { WebhookEventType } from './webhook.ts';

/** Bytes of a body, UTF-8. Many receivers refuse more than a few tens of kilobytes. */
export const MAX_WEBHOOK_BYTES = 16 * 1024;
/** Characters of an error's message. */
const MAX_MESSAGE = 1_000;

/** A job as an event tells of it. */
export interface WebhookData {
  readonly videoId: string;
  readonly state: JobState;
  readonly tenant: string;
  /** The owner's own notes, from the spec. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly percent: number;
  /** Where the paths start. */
  readonly output: string;
  /** Path of the HLS master playlist; `null` before anything can be played. */
  readonly hls: string | null;
  readonly dash: string | null;
  readonly renditions: readonly {
    readonly name: string;
    readonly codec: string;
    readonly width: number;
    readonly height: number;
    /** Bits per second at most, and on average. */
    readonly bandwidth: number;
    readonly averageBandwidth: number;
    readonly durationSeconds: number;
  }[];
  /** What could not be made and is not vital, or is not as it was asked for. */
  readonly degraded: readonly string[];
  readonly timings: JobStatus['timings'];
  readonly error: ErrorReport | null;
  /** The last change of a video that was complete; `null` where there was none. */
  readonly revision:
    | (Pick<RevisionOutcome, 'what' | 'renditions' | 'state'> & { readonly error: ErrorReport | null })
    | null;
  /** What would have made the body too large, by name; ask for the job's status to see it. */
  readonly omitted: readonly string[];
}

export interface WebhookBody {
  readonly type: WebhookEventType;
  /** When it happened, ISO 8601. */
  readonly timestamp: string;
  readonly data: WebhookData;
}

/** What goes first when a body is too large: the rest of it has a bound. */
const OMISSIONS: readonly { readonly name: string; readonly without: (data: WebhookData) => Partial<WebhookData> }[] = [
  { name: 'error.details', without: ({ error }) => ({ error: error && withoutDetails(error) }) },
  { name: 'degraded', without: () => ({ degraded: [] }) },
  { name: 'renditions', without: () => ({ renditions: [] }) },
  { name: 'metadata', without: () => ({ metadata: {} }) },
];

/** The body of an event: JSON of {@link MAX_WEBHOOK_BYTES} at most. @param occurredAt ISO 8601 */
export function webhookBody(type: WebhookEventType, occurredAt: string, job: VideoJob, status: JobStatus): string {
  let data = webhookData(job, status);
  let text = bodyText({ type, timestamp: occurredAt, data });
  for (const { name, without } of OMISSIONS) {
    if (utf8Bytes(text) <= MAX_WEBHOOK_BYTES) break;
    const less = without(data);
    if (JSON.stringify({ ...data, ...less }) === JSON.stringify(data)) continue;
    data = { ...data, ...less, omitted: [...data.omitted, name] };
    text = bodyText({ type, timestamp: occurredAt, data });
  }
  return text;
}

function webhookData({ spec }: VideoJob, status: JobStatus): WebhookData {
  const { videoId, state, progress, output, hls, dash, timings, error } = status;
  return {
    videoId,
    state,
    tenant: spec.tenant,
    metadata: spec.metadata,
    percent: progress.percent,
    output,
    hls,
    dash,
    renditions: status.renditions.map((rendition) => {
      const { name, codec, width, height, bandwidth, averageBandwidth, durationSeconds } = rendition;
      return { name, codec, width, height, bandwidth, averageBandwidth, durationSeconds };
    }),
    degraded: [...new Set(status.degraded.map(({ what }) => what))],
    timings,
    error: error ? shortened(error) : null,
    revision: status.revision ? { ...status.revision, error: revisionError(status.revision) } : null,
    omitted: [],
  };
}

function shortened(error: ErrorReport): ErrorReport {
  return { ...error, message: error.message.slice(0, MAX_MESSAGE) };
}

function revisionError({ error }: RevisionOutcome): ErrorReport | null {
  return error ? withoutDetails(shortened(error)) : null;
}

function withoutDetails({ details: _details, ...rest }: ErrorReport): ErrorReport {
  return rest;
}

function bodyText(body: WebhookBody): string {
  return JSON.stringify(body);
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
