import type { JobStatus, Revision, VideoId, WebhookDelivery } from '../../core/index.ts';
import type { WishedSpec } from '../profiles.ts';
import type { NamedSource } from '../source.ts';

/** A job in a list. */
export interface JobLine {
  readonly videoId: string;
  readonly name: string | null;
  readonly state: string;
  readonly startedAt: string;
  readonly closedAt: string | null;
}

/** What became of an event, without its body. */
export type ShownDelivery = Omit<WebhookDelivery, 'body'>;

/** What commands do with jobs, by whichever way the stack is reached. Errors are those of the catalogue. */
export interface Jobs {
  /** Uploads what has to be, and starts a job. */
  submit(named: NamedSource, wished: WishedSpec): Promise<VideoId>;
  status(id: VideoId): Promise<JobStatus>;
  /** Again and again, until the job is over. @param everyMs how often somebody looks, at most */
  follow(id: VideoId, everyMs: number, signal?: AbortSignal): AsyncIterable<JobStatus>;
  /** The newest first, 200 at most. */
  list(): Promise<readonly JobLine[]>;
  cancel(id: VideoId): Promise<void>;
  pause(id: VideoId): Promise<void>;
  resume(id: VideoId): Promise<void>;
  prioritize(id: VideoId, key: number): Promise<void>;
  retry(id: VideoId): Promise<void>;
  revise(id: VideoId, what: Revision['what'], renditions: readonly string[]): Promise<void>;
  /** @returns how many objects were removed */
  remove(id: VideoId): Promise<number>;
  deliveries(id: VideoId): Promise<readonly ShownDelivery[]>;
  /** @returns ids of the events */
  redeliver(id: VideoId, eventId?: string): Promise<readonly string[]>;
}

/** How many jobs a list has. */
export const LISTED = 200;
