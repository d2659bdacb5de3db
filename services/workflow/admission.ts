import { ContinueAsNew, condition, defineSignal, log, setHandler } from '@temporalio/workflow';
import {
  ADMITTED_SIGNAL,
  NO_ADMISSIONS,
  PRIORITIES,
  RELEASE_SIGNAL,
  REQUEST_SIGNAL,
  request,
  TENANT_WORKFLOW_TYPE,
  tenantWorkflowId,
  type VideoJob,
} from '../core/index.ts';
import { tellWorkflow } from './tell-workflow.ts';

export const admittedSignal = defineSignal(ADMITTED_SIGNAL);

/** Who waits asks again after this: the tenant's workflow may have been ended from outside, and forgotten everybody. */
const ASK_AGAIN_MS = 10 * 60_000;

/** A job's place among those of its tenant that may run at once; without a limit there is one for everybody. */
export class Admission {
  readonly #job: VideoJob;
  readonly #priority: () => number;
  #wanted = false;
  #admitted: boolean;

  /**
   * @param priority of the job as it is now
   * @param admitted whether an earlier run of the same job had a place: then this one has it
   */
  constructor(job: VideoJob, priority: () => number, admitted = false) {
    this.#job = job;
    this.#priority = priority;
    this.#admitted = admitted;
    setHandler(admittedSignal, () => {
      if (this.#wanted) this.#admitted = true;
    });
  }

  get admitted(): boolean {
    return this.#admitted;
  }

  /** Waits for a place, does some work in it and gives it back; a next run of the same job goes on in it. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    const { runningJobs } = this.#job;
    if (runningJobs === undefined) return work();
    this.#wanted = true;
    try {
      while (!this.#admitted) {
        await this.#ask(runningJobs);
        await condition(() => this.#admitted, ASK_AGAIN_MS);
      }
      const done = await work();
      await this.#giveBack();
      return done;
    } catch (error) {
      if (!(error instanceof ContinueAsNew)) await this.#giveBack();
      throw error;
    }
  }

  /** Tells of a new priority, where a place is waited for. */
  prioritized(): void {
    const { runningJobs } = this.#job;
    if (runningJobs !== undefined && this.#wanted && !this.#admitted) void this.#ask(runningJobs);
  }

  async #ask(limit: number): Promise<void> {
    const { videoId } = this.#job;
    const asked = { videoId, priority: this.#priority(), limit };
    const problems = await this.#tell(REQUEST_SIGNAL, asked, request(NO_ADMISSIONS, asked));
    if (problems.length === 0) return;
    log.warn('No place could be asked for; the job goes on without one', { problems });
    this.#admitted = true;
  }

  async #giveBack(): Promise<void> {
    this.#wanted = false;
    this.#admitted = false;
    const { videoId } = this.#job;
    const problems = await this.#tell(RELEASE_SIGNAL, videoId, NO_ADMISSIONS);
    if (problems.length > 0) log.warn('A place could not be given back; it is taken within minutes', { problems });
  }

  #tell(signal: string, news: unknown, start: unknown): Promise<readonly string[]> {
    return tellWorkflow({
      workflowId: tenantWorkflowId(this.#job.spec.tenant),
      type: TENANT_WORKFLOW_TYPE,
      signal,
      news,
      start,
      priority: PRIORITIES.first,
    });
  }
}
