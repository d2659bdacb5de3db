import type { NativeConnection, Worker } from '@temporalio/worker';
import { asFanoutError, type HealthVerdict, judgeHealth, QUEUES } from '../core/index.ts';
import type { PollCounter } from './poll-counter.ts';
import { Probe } from './probe.ts';

/** What `/healthz` tells. */
export interface HealthReport extends HealthVerdict {
  readonly queue: string;
  readonly pid: number;
  readonly workerState: string;
  readonly poller: 'POLLING' | 'SHUTDOWN' | 'FAILED';
  /** Since the worker last asked for work; `null` when that is not known. */
  readonly lastPollSeconds: number | null;
  readonly inFlight: number;
  /** Activities at once; `null` where they are not what it does. */
  readonly slots: number | null;
  readonly temporal: 'reachable' | 'unreachable';
  /** Left out by workers that have nothing to do with it. */
  readonly s3?: 'reachable' | 'unreachable';
  /** When the status became what it is. */
  readonly since: string;
}

/** The worker that a process runs. */
export interface WatchedWorker {
  readonly worker: Worker;
  readonly connection: NativeConnection;
  readonly queue: string;
  /** Activities at once; `null` where they are not what it does. */
  readonly slots: number | null;
  readonly polls: PollCounter | null;
}

/** What a worker depends on; left out where it has nothing to do with it. */
export interface HealthParts {
  /** Rejects when S3 does not answer. */
  readonly s3?: () => Promise<unknown>;
  /** Rejects, with a sentence for people, when there is no room for scratch files. */
  readonly scratch?: () => Promise<unknown>;
}

const ANSWER_MS = 2_000;

/** The state of health of a worker process. */
export class Health {
  readonly #s3: Probe | null;
  readonly #temporal: Probe;
  readonly #scratch: (() => Promise<unknown>) | null;
  #watched: WatchedWorker | null = null;
  #trouble: string | null = null;
  #status: HealthVerdict['status'] = 'ok';
  #since = new Date();

  constructor({ s3, scratch }: HealthParts = {}) {
    this.#s3 = s3 ? new Probe(s3) : null;
    this.#scratch = scratch ?? null;
    this.#temporal = new Probe(() => reach(this.#watched?.connection));
  }

  /** Says what does not work in this process, until it is told `null`: whoever supervises it replaces it. */
  setUnhealthy(reason: string | null): void {
    this.#trouble = reason;
  }

  watch(watched: WatchedWorker): void {
    this.#watched = watched;
  }

  async report(): Promise<HealthReport> {
    const [temporal, s3, scratchTrouble, lastPollSeconds] = await Promise.all([
      this.#temporal.answers(),
      this.#s3?.answers() ?? null,
      this.#scratch?.().then(
        () => null,
        (error: unknown) => asFanoutError(error).message,
      ) ?? null,
      this.#watched?.polls?.secondsSinceLast() ?? null,
    ]);
    const facts = { ...stateOf(this.#watched), lastPollSeconds };
    const slots = this.#watched?.slots ?? null;
    const trouble = this.#trouble ?? scratchTrouble;
    const verdict = judgeHealth({ ...facts, slots, temporalReachable: temporal, trouble });
    if (verdict.status !== this.#status) [this.#status, this.#since] = [verdict.status, new Date()];
    return {
      ...verdict,
      queue: this.#watched?.queue ?? '',
      pid: process.pid,
      ...facts,
      slots,
      temporal: temporal ? 'reachable' : 'unreachable',
      ...(s3 === null ? {} : { s3: s3 ? 'reachable' : 'unreachable' }),
      since: this.#since.toISOString(),
    };
  }
}

function stateOf(watched: WatchedWorker | null): Pick<HealthReport, 'workerState' | 'poller' | 'inFlight'> {
  if (!watched) return { workerState: 'STARTING', poller: 'SHUTDOWN', inFlight: 0 };
  const status = watched.worker.getStatus();
  return watched.queue === QUEUES.workflow
    ? {
        workerState: status.runState,
        poller: status.workflowPollerState,
        inFlight: status.numInFlightWorkflowActivations,
      }
    : { workerState: status.runState, poller: status.activityPollerState, inFlight: status.numInFlightActivities };
}

async function reach(connection: NativeConnection | undefined): Promise<void> {
  if (!connection) throw new Error('not connected yet');
  await connection.withDeadline(Date.now() + ANSWER_MS, () => connection.workflowService.getSystemInfo({}));
}
