import { signal } from '@preact/signals';
import type { AnswerOf, FanoutClient } from '../../client/index.ts';
import { FollowedJob } from './state/followed-job.ts';

/** Who looks, and what that one may do. */
export type Account = AnswerOf<'getAccount'>;

/** What the parts of the page share: the job, and the time that is looked at. */
export class PageState {
  readonly id: string;
  readonly client: FanoutClient;
  readonly followed: FollowedJob;
  /** Seconds at which the player is; `null` while there is none. */
  readonly playhead = signal<number | null>(null);
  /** Set by the player that is on show. */
  readonly seeker = signal<((seconds: number) => void) | null>(null);

  constructor(client: FanoutClient, id: string) {
    this.client = client;
    this.id = id;
    this.followed = new FollowedJob(client, id);
  }

  /** Brings the player there, if there is one. */
  seekTo(seconds: number): void {
    this.seeker.peek()?.(seconds);
  }
}
