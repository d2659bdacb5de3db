import { setTimeout as sleep } from 'node:timers/promises';
import { deleteVideo, retryJob, reviseJob, type Stack, submitJob } from '../../control/index.ts';
import { isOver, type JobStatus, type Revision, type VideoId } from '../../core/index.ts';
import {
  cancelJob,
  listDeliveries,
  listJobs,
  pauseJob,
  prioritizeJob,
  readJob,
  redeliver,
  resumeJob,
} from '../../temporal/index.ts';
import type { WishedSpec } from '../profiles.ts';
import { type NamedSource, prepareJob } from '../source.ts';
import { type Jobs, LISTED } from './jobs.ts';

/** The jobs of a stack whose Temporal and S3 are reached from here. */
export class StackJobs implements Jobs {
  readonly #stack: Stack;

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  async submit(named: NamedSource, { spec }: WishedSpec): Promise<VideoId> {
    const { client, store } = this.#stack;
    const { job } = await submitJob(client, spec, () => prepareJob(store, named, spec));
    return job.videoId;
  }

  status(id: VideoId): Promise<JobStatus> {
    return readJob(this.#stack.client, id);
  }

  async *follow(id: VideoId, everyMs: number, signal?: AbortSignal): AsyncGenerator<JobStatus> {
    for (;;) {
      signal?.throwIfAborted();
      const status = await this.status(id);
      yield status;
      if (isOver(status.state)) return;
      await sleep(everyMs);
    }
  }

  list() {
    return listJobs(this.#stack.client, LISTED);
  }

  cancel(id: VideoId): Promise<void> {
    return cancelJob(this.#stack.client, id);
  }

  pause(id: VideoId): Promise<void> {
    return pauseJob(this.#stack.client, id);
  }

  resume(id: VideoId): Promise<void> {
    return resumeJob(this.#stack.client, id);
  }

  prioritize(id: VideoId, key: number): Promise<void> {
    return prioritizeJob(this.#stack.client, id, key);
  }

  retry(id: VideoId): Promise<void> {
    return retryJob(this.#stack, id);
  }

  revise(id: VideoId, what: Revision['what'], renditions: readonly string[]): Promise<void> {
    return reviseJob(this.#stack, id, what, renditions);
  }

  remove(id: VideoId): Promise<number> {
    return deleteVideo(this.#stack, id);
  }

  deliveries(id: VideoId) {
    return listDeliveries(this.#stack.client, id);
  }

  redeliver(id: VideoId, eventId?: string): Promise<readonly string[]> {
    return redeliver(this.#stack.client, id, eventId);
  }
}
