/** What is seen of a queue and its workers at one moment. A task is a process or container that takes work: a worker. */
export interface QueueObservation {
  /** Pieces of work that no worker has taken. */
  readonly backlog: number;
  /** How long the oldest of these has waited, in seconds; 0 where nothing waits. */
  readonly ageSeconds: number;
  /** Pieces of work that workers have in hand. */
  readonly inFlight: number;
  /** Workers that take work. */
  readonly tasks: number;
  /** Those of them that have any in hand. */
  readonly busy: number;
}

/** How many workers a queue may have, and when. */
export interface ScalingLimits {
  /** 0 or more. */
  readonly min: number;
  /** `min` or more, and at least 1. */
  readonly max: number;
  /** Pieces of work that one worker does at once, at least 1. */
  readonly slotsPerTask: number;
  /** For how long fewer must have been enough before there are fewer, in seconds. */
  readonly cooldownSeconds: number;
  /** Work that has waited for longer than this asks for one more worker, in seconds. */
  readonly ageLimitSeconds: number;
}

/** What the policy remembers from one decision to the next. Plain. */
export interface ScalingState {
  /** `null` before anything was seen. */
  readonly desired: number | null;
  /** When it was last asked, by the clock of whoever asks. */
  readonly atSeconds: number;
  /** Needs that still count: the largest first, each later one smaller, with how much longer it counts. */
  readonly needs: readonly { readonly tasks: number; readonly leftSeconds: number }[];
}

export const NOTHING_SEEN: ScalingState = { desired: null, atSeconds: 0, needs: [] };

export interface ScalingDecision {
  readonly state: ScalingState;
  /** How many workers there should be; `null` before anything was seen. */
  readonly desired: number | null;
  /** What it comes from, for people. */
  readonly reason: string;
}

/**
 * How many workers a queue should have: a slot for all that waits or runs, at once where that is more than there are. It is
 * fewer only after the most of the last `cooldownSeconds` was fewer, so that a load that comes and goes moves nothing; and
 * never fewer than have work in hand, unless `max` is: work does not move to another worker.
 *
 * @param seen `null` when nobody could say: then nothing changes, and the time does not count towards the cooldown
 * @param nowSeconds by any clock that does not go back
 */
export function decideTasks(
  state: ScalingState,
  seen: QueueObservation | null,
  limits: ScalingLimits,
  nowSeconds: number,
): ScalingDecision {
  if (seen === null) {
    return { state: { ...state, atSeconds: nowSeconds }, desired: state.desired, reason: 'nothing could be seen' };
  }
  const { cooldownSeconds } = limits;
  const need = needOf(seen, limits);
  const elapsed = Math.max(0, nowSeconds - state.atSeconds);
  // Whoever has just started to look does not know what was needed a moment ago: maybe all that is there.
  const earlier =
    state.desired === null
      ? [{ tasks: seen.tasks, leftSeconds: cooldownSeconds }]
      : state.needs.map(({ tasks, leftSeconds }) => ({ tasks, leftSeconds: leftSeconds - elapsed }));
  const larger = earlier.filter(({ tasks, leftSeconds }) => leftSeconds > 0 && tasks > need);
  const most = Math.max(need, ...larger.map(({ tasks }) => tasks));
  const desired = within(limits, most);
  return {
    state: {
      desired,
      atSeconds: nowSeconds,
      needs: [...larger, { tasks: need, leftSeconds: cooldownSeconds }],
    },
    desired,
    reason: [
      `backlog ${seen.backlog}, ${seen.inFlight} in flight`,
      ...(isLate(seen, limits) ? [`the oldest has waited for ${Math.round(seen.ageSeconds)} s`] : []),
      ...(desired > within(limits, need) ? [`${most} were needed within the last ${cooldownSeconds} s`] : []),
    ].join(', '),
  };
}

/** Pieces of work for each worker that is there: what a fleet that tracks a target keeps near its slots. */
export function workPerTask({ backlog, inFlight, tasks }: QueueObservation): number {
  return (backlog + inFlight) / Math.max(1, tasks);
}

/**
 * Work that waits too long in spite of a slot for each piece of it waits for workers that are still to come, or that do not
 * do what they could: one more may help. More than one would only be more of the same.
 */
function needOf(seen: QueueObservation, limits: ScalingLimits): number {
  const forAll = Math.ceil((seen.backlog + seen.inFlight) / limits.slotsPerTask);
  return within(limits, Math.max(forAll + (isLate(seen, limits) ? 1 : 0), seen.busy));
}

function isLate({ backlog, ageSeconds }: QueueObservation, { ageLimitSeconds }: ScalingLimits): boolean {
  return backlog > 0 && ageSeconds > ageLimitSeconds;
}

function within({ min, max }: ScalingLimits, tasks: number): number {
  return Math.min(max, Math.max(min, tasks));
}
