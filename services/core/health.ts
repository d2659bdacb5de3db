/** What a worker process knows of itself. */
export interface HealthFacts {
  /** Temporal's name for what the worker is at; `STARTING` before there is one. */
  readonly workerState: string;
  /** `FAILED` once it gave up asking for work. */
  readonly poller: 'POLLING' | 'SHUTDOWN' | 'FAILED';
  /** Since it last asked the server for work; `null` where that is not counted. */
  readonly lastPollSeconds: number | null;
  readonly inFlight: number;
  readonly slots: number | null;
  readonly temporalReachable: boolean;
  /** What a part of the worker says is wrong with it; `null` when nothing is. */
  readonly trouble: string | null;
}

export interface HealthVerdict {
  readonly status: 'ok' | 'draining' | 'unhealthy';
  /** Only when unhealthy. */
  readonly reason?: string;
}

/** A request for work is answered after 60 to 70 seconds when there is none: two of them in silence are no accident. */
const SILENT_SECONDS = 150;

/**
 * Whether a worker had better be replaced. Servers that are away are no reason: a new worker would not reach them either.
 * A worker that does not ask for work is well while all its slots are busy.
 */
export function judgeHealth(facts: HealthFacts): HealthVerdict {
  const { workerState, poller, lastPollSeconds, inFlight, slots, temporalReachable, trouble } = facts;
  // One that has stopped for its trouble is not on its way out: it waits for the trouble to end.
  const stays = workerState === 'STOPPED' && trouble !== null;
  if (!stays && ['STOPPING', 'DRAINING', 'DRAINED', 'STOPPED'].includes(workerState)) return { status: 'draining' };
  const unhealthy = (reason: string): HealthVerdict => ({ status: 'unhealthy', reason });
  if (trouble !== null) return unhealthy(trouble);
  if (workerState === 'STARTING') return unhealthy('it is still starting');
  if (workerState === 'FAILED' || poller === 'FAILED') return unhealthy('it has stopped asking for work');
  const hasRoom = slots === null || inFlight < slots;
  if (hasRoom && temporalReachable && lastPollSeconds !== null && lastPollSeconds > SILENT_SECONDS)
    return unhealthy(`it has asked for no work for ${Math.round(lastPollSeconds)} s, although it could do some`);
  return { status: 'ok' };
}
