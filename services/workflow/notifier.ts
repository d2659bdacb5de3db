import { log, uuid4 } from '@temporalio/workflow';
import {
  type JobStatus,
  newDelivery,
  progressDue,
  progressMayBeDue,
  type ToldProgress,
  type VideoJob,
  WEBHOOK_EVENT_SIGNAL,
  WEBHOOK_PRIORITY,
  WEBHOOK_WORKFLOW_TYPE,
  type WebhookEvent,
  type WebhookEventType,
  type WebhookOutbox,
  webhookBody,
  webhookWorkflowId,
} from '../core/index.ts';
import { tellWorkflow } from './tell-workflow.ts';

/** What a job that continues as new must not forget. */
export interface ToldEvents {
  /** Those that are told once. */
  readonly types: readonly WebhookEventType[];
  readonly progress: ToldProgress;
}

/**
 * Tells a job's owner what becomes of it, if the spec says where. All that a job does for it is to hand events over to a
 * workflow of their own: that takes milliseconds, never fails, and goes on when the job is cancelled.
 */
export class Notifier {
  readonly #job: VideoJob;
  readonly #types: Set<WebhookEventType>;
  #progress: ToldProgress;
  #handed: Promise<void> = Promise.resolve();

  /** @param told by the same job before it continued as new */
  constructor(job: VideoJob, told?: ToldEvents) {
    this.#job = job;
    this.#types = new Set(told?.types);
    this.#progress = told?.progress ?? { percent: 0, atMs: Date.now() };
  }

  /** Resolves when all that was told is handed over. */
  settled(): Promise<void> {
    return this.#handed;
  }

  get told(): ToldEvents {
    return { types: [...this.#types], progress: this.#progress };
  }

  /**
   * Tells of an event: of progress where it is due, of everything else once. Whoever ends next must wait for it.
   * @param status the job as it is now; asked only where the event is told
   * @returns settles when this and all before it are handed over; never rejects
   */
  tell(type: WebhookEventType, status: () => JobStatus): Promise<void> {
    const { webhook } = this.#job.spec;
    const now = Date.now();
    if (webhook === undefined || !this.#mayTell(type, now)) return this.#handed;
    const current = status();
    if (type === 'job.progress') {
      const progress = { percent: current.progress.percent, atMs: now };
      if (!progressDue(this.#progress, progress)) return this.#handed;
      this.#progress = progress;
    } else {
      this.#types.add(type);
    }
    const occurredAt = new Date(now).toISOString();
    const body = webhookBody(type, occurredAt, this.#job, current);
    const event = { id: `evt_${uuid4().replaceAll('-', '')}`, type, occurredAt, body };
    this.#handed = this.#handed.then(() => handOver(this.#job, webhook, event));
    return this.#handed;
  }

  #mayTell(type: WebhookEventType, now: number): boolean {
    return type === 'job.progress' ? progressMayBeDue(this.#progress, now) : !this.#types.has(type);
  }
}

/** Hands an event to the workflow that delivers, which is started when it is not there. */
async function handOver({ videoId }: VideoJob, url: string, event: WebhookEvent): Promise<void> {
  const outbox: WebhookOutbox = { videoId, url, deliveries: [newDelivery(event)] };
  const problems = await tellWorkflow({
    workflowId: webhookWorkflowId(videoId),
    type: WEBHOOK_WORKFLOW_TYPE,
    signal: WEBHOOK_EVENT_SIGNAL,
    news: event,
    start: outbox,
    // The queues' own default, whatever the job's: news of an urgent job is no more urgent, nor of another less.
    priority: WEBHOOK_PRIORITY,
  });
  if (problems.length > 0) {
    log.warn('An event could not be handed over for delivery', { type: event.type, problems });
  }
}
