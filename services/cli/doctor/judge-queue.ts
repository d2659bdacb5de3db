import { QUEUES, type WorkerKind } from '../../core/index.ts';
import type { StackKind } from '../find-stack/index.ts';
import type { Finding } from './finding.ts';
import { startWorker, workerLogs } from './remedies.ts';

/** What is known of a queue. */
export interface QueueFacts {
  readonly queue: string;
  readonly kind: WorkerKind;
  /** Workers that have asked it for work in the last minute: none while all slots are taken. */
  readonly pollers: number;
  readonly backlog: number;
  /** Of the oldest that waits. */
  readonly ageSeconds: number;
  /** Tasks a second that workers took, over the last half minute. */
  readonly dispatchRate: number;
  /** Taken from it by workers that are at it now. */
  readonly inHand: number;
  /** Why a worker of it takes nothing, in its own words. */
  readonly illness: string | null;
}

/** What waits longer than this in a queue of short tasks is stuck; a chunk may well wait for hours behind others. */
const STUCK_SECONDS: Readonly<Record<WorkerKind, number>> = {
  workflow: 30,
  metadata: 120,
  transcode: Number.POSITIVE_INFINITY,
};
/** Those that ask for work get what waits within seconds, unless they have no room. */
const UNTAKEN_SECONDS = 60;

/** Whether work of a queue gets done, and if not, why, and what to do. `null`: nobody needs it. */
export function judgeQueue(facts: QueueFacts, stack: StackKind): Finding | null {
  const { queue, kind, pollers, backlog, ageSeconds, inHand, illness } = facts;
  const check = `queue ${queue}`;
  if (queue === QUEUES.transcodeCpu && pollers + backlog + inHand === 0) return null;
  const waiting = backlog === 0 ? '' : `, ${tasks(backlog)} for ${Math.round(ageSeconds)} s`;
  if (pollers === 0 && inHand === 0) {
    const found =
      backlog === 0 ? 'nobody polls it' : `${tasks(backlog)} for ${Math.round(ageSeconds)} s, and nobody polls it`;
    if (illness !== null)
      return { check, ok: false, found, cause: `Its worker takes no work: ${illness}.`, todo: CURE };
    return { check, ok: false, found, ...nobodyThere(queue, kind, stack) };
  }
  if (pollers === 0) return { check, ok: true, found: `${inHand} at work, nobody has room for more${waiting}` };
  const found = `polled by ${pollers}${inHand > 0 ? `, ${inHand} at work` : ''}${waiting}`;
  if (ageSeconds > UNTAKEN_SECONDS && inHand === 0 && facts.dispatchRate === 0)
    return { check, ok: false, found, ...untaken(stack) };
  if (ageSeconds > STUCK_SECONDS[kind]) return { check, ok: false, found, ...tooSlow(kind, stack) };
  return { check, ok: true, found };
}

type Advice = Required<Pick<Finding, 'cause' | 'todo'>>;

function nobodyThere(queue: string, kind: WorkerKind, stack: StackKind): Advice {
  if (queue === QUEUES.transcodeCpu)
    return {
      cause: `Jobs have turned to processors, because no worker of ${QUEUES.transcode} answered them, or its graphics cards fail.`,
      todo: `Have ${QUEUES.transcode} polled by workers whose cards work, or start a transcode worker with FANOUT_TRANSCODE_QUEUE=${queue}.`,
    };
  return {
    cause: `No ${kind} worker runs, or it cannot reach this Temporal, or has another namespace.`,
    todo: startWorker(stack, kind),
  };
}

function untaken(stack: StackKind): Advice {
  return {
    cause: 'The workers ask for work and do not get it, or have died within the last minute.',
    todo: `Look again in a minute; see ${workerLogs(stack)}, and restart the workers, or Temporal, if it stays so.`,
  };
}

function tooSlow(kind: WorkerKind, stack: StackKind): Advice {
  if (kind === 'workflow')
    return {
      cause: 'More is to be decided than the workflow workers manage, or they fail at it.',
      todo: `See ${workerLogs(stack)}; start another workflow worker.`,
    };
  return {
    cause:
      'All slots of its workers are taken: by more work than they manage, or by work that waits for S3 or for a full disk.',
    todo: `See what is said of S3, the disk and the jobs here, and ${workerLogs(stack)}; start another ${kind} worker, or raise FANOUT_METADATA_SLOTS.`,
  };
}

const CURE = 'Mend what it names, or start the worker with FANOUT_ENCODER=software, which does without graphics cards.';

function tasks(count: number): string {
  return count === 1 ? '1 task waits' : `${count} tasks wait, the oldest`;
}
