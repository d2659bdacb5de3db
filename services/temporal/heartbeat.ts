import { Context } from '@temporalio/activity';
import { type Patience, spentAttempts, VITAL } from '../core/index.ts';
import { endAttempt, refusePoison } from './attempt-end.ts';

const EVERY_MS = 1_000;

/** What a heartbeat carries. Temporal hands the last one, which goes with a failure too, to the next attempt. */
export interface Heartbeat<Details> {
  /** The last that the work reported. */
  readonly work?: Details;
  /** Earlier attempts that are not held against the work. */
  readonly excused: number;
}

/**
 * Runs an activity's work under a heartbeat, so that a dead worker is noticed and a cancel arrives, and says of what it
 * throws whether and when it is tried again: outages, and workers that leave in order, cost no attempt.
 *
 * @param work gets the number of earlier attempts that count
 * @throws ApplicationFailure of a catalogue code, WORK_POISONED when it seems to kill its workers; cancellation as it is
 */
export async function heartbeating<Details, Result>(
  work: (report: (details: Details) => void, signal: AbortSignal, spent: number) => Promise<Result>,
  patience: Patience = VITAL,
): Promise<Result> {
  const context = Context.current();
  const before = context.info.heartbeatDetails as Partial<Heartbeat<Details>> | undefined;
  const tries = { attempt: context.info.attempt, excused: before?.excused ?? 0 };
  let beat: Heartbeat<Details> = { excused: tries.excused };
  const send = (change: Partial<Heartbeat<Details>>) => {
    beat = { ...beat, ...change };
    context.heartbeat(beat);
  };
  const timer = setInterval(() => context.heartbeat(beat), EVERY_MS);
  try {
    refusePoison(tries, patience);
    return await work((details) => send({ work: details }), context.cancellationSignal, spentAttempts(tries));
  } catch (thrown) {
    const end = endAttempt(thrown, tries, patience, context.cancellationDetails);
    if (end.excused !== undefined) send({ excused: end.excused });
    await pause(end.holdMs, context.cancellationSignal);
    throw end.failure;
  } finally {
    clearInterval(timer);
  }
}

/** Keeps the slot for a while, unless somebody cancels. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ms === 0 || signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
