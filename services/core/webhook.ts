import type { ErrorReport } from './errors.ts';
import type { VideoId } from './ids.ts';

/** What the owner of a job is told of, in the order in which it can happen; one of the last three is the last event of a job. */
export const WEBHOOK_EVENTS = [
  'job.started',
  'job.playable',
  'job.progress',
  'job.completed',
  'job.failed',
  'job.cancelled',
] as const;

export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];

const LAST_EVENTS: readonly WebhookEventType[] = ['job.completed', 'job.failed', 'job.cancelled'];

/** After this, nothing more happens to a job by itself. */
export function isLastEvent(type: WebhookEventType): boolean {
  return LAST_EVENTS.includes(type);
}

/** One thing that happened to a job, as it is told: the same bytes under the same id, however often. */
export interface WebhookEvent {
  /** Receivers know a repeated event by it. Without a full stop, which separates the parts of what is signed. */
  readonly id: string;
  readonly type: WebhookEventType;
  /** ISO 8601. */
  readonly occurredAt: string;
  /** JSON. */
  readonly body: string;
}

/** `dropped`: progress that newer news had overtaken. `given-up`: not delivered within a day, or never will be. */
export type DeliveryState = 'waiting' | 'delivered' | 'dropped' | 'given-up';

/** What became of an event. */
export interface WebhookDelivery extends Omit<WebhookEvent, 'body'> {
  readonly state: DeliveryState;
  /** Requests made, or tried to make, those of redeliveries included. */
  readonly attempts: number;
  /** HTTP status of the last answer; `null` before there was one, and when there was none. */
  readonly lastStatus: number | null;
  /** Why the last attempt failed; `null` when it did not. */
  readonly lastError: ErrorReport | null;
  readonly deliveredAt: string | null;
  /** When it is tried again; `null` when it is not, or at once. */
  readonly nextAttemptAt: string | null;
}

/** A delivery with what it takes to make it, or to make it again. */
export interface KeptDelivery extends WebhookDelivery {
  /** `null` for progress that is dealt with: nobody needs it again. */
  readonly body: string | null;
  /** Milliseconds since 1970 from which the day is counted. */
  readonly since: number;
  /** Attempts since then. */
  readonly tries: number;
}

/** The argument of `WebhookWorkflow`, and the answer to {@link WEBHOOK_OUTBOX_QUERY}: a closed one goes on from it. */
export interface WebhookOutbox {
  readonly videoId: VideoId;
  /** Where to. */
  readonly url: string;
  readonly deliveries: readonly KeptDelivery[];
}

export interface DeliverWebhookInput {
  readonly url: string;
  readonly id: string;
  readonly body: string;
}

/** What one attempt came to. */
export interface WebhookAttempt {
  /** Of the answer; `null` when there was none. */
  readonly status: number | null;
  /** `null` when the receiver has the event. */
  readonly error: ErrorReport | null;
  /** After how many seconds the receiver wants to be asked again, if it said so. */
  readonly retryAfter: number | null;
}

/** Activities of `metadata-queue` as well. */
export interface WebhookActivities {
  /** Tries once to tell a job's owner of an event. A failure is an answer here: who retries, and when, is decided elsewhere. */
  deliverWebhook(input: DeliverWebhookInput): Promise<WebhookAttempt>;
}

export const WEBHOOK_WORKFLOW_TYPE = 'WebhookWorkflow';
/** As Temporal counts them; that of tasks without one. */
export const WEBHOOK_PRIORITY = 3;
/** Takes a {@link WebhookEvent}. */
export const WEBHOOK_EVENT_SIGNAL = 'event';
/** Takes event ids and delivers them again; refuses ids that it cannot. */
export const WEBHOOK_REDELIVER_UPDATE = 'redeliver';
/** Answers {@link WebhookDelivery}s in the order of the events. */
export const WEBHOOK_DELIVERIES_QUERY = 'deliveries';
/** Answers the {@link WebhookOutbox}. */
export const WEBHOOK_OUTBOX_QUERY = 'outbox';

export function webhookWorkflowId(id: VideoId): string {
  return `video-webhooks-${id}`;
}

/** The last progress that was told, or what there was to start from. */
export interface ToldProgress {
  readonly percent: number;
  readonly atMs: number;
}

const PROGRESS_STEP_PERCENT = 10;
const PROGRESS_STEP_MS = 10_000;

/** Whether enough time has passed to tell of progress again. */
export function progressMayBeDue(told: ToldProgress, nowMs: number): boolean {
  return nowMs - told.atMs >= PROGRESS_STEP_MS;
}

/** Whether progress is told: at most each 10 % and each 10 s. */
export function progressDue(told: ToldProgress, { percent, atMs }: ToldProgress): boolean {
  return progressMayBeDue(told, atMs) && percent - told.percent >= PROGRESS_STEP_PERCENT;
}
