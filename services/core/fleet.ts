import { QUEUES } from './names.ts';
import { SCALED_NAMES, type ScaledName } from './scaled-queues.ts';
import { decideTasks, NOTHING_SEEN, type QueueObservation } from './scaling.ts';
import { limitsFor, type QueueScaling } from './scaling-settings.ts';

/** A queue and its workers at one moment. */
export interface SeenQueue extends QueueObservation {
  /** What one of its workers does at once, as they say; `null` where nobody is there to say it. */
  readonly slots: number | null;
}

export interface FleetQueue {
  readonly name: string;
  /** Pieces of work that no worker has taken. */
  readonly backlog: number;
  /** Since the oldest of them was put there. */
  readonly ageSeconds: number;
  /** Pieces of work that workers have in hand. */
  readonly inFlight: number;
  readonly workers: number;
  /** Those of them that have any in hand. */
  readonly busy: number;
  /** Workers that what is seen asks for, whatever was needed before; `null` where nobody decides it. */
  readonly wanted: number | null;
  /** What that comes from, for people. */
  readonly reason: string | null;
}

export interface FleetWorker {
  /** As Temporal and the grids of jobs call it. */
  readonly id: string;
  readonly host: string;
  readonly queue: string;
  readonly state: 'running' | 'draining';
  readonly inFlight: number;
  /** What it does at once; `null` where it does not know. */
  readonly slots: number | null;
  readonly startedAt: string | null;
  /** Since it last told of itself. */
  readonly heardSeconds: number;
  /** What it encodes with; `null` where it does not say. */
  readonly encoder: string | null;
  /** Shares of its host's processors and memory that are in use, 0 to 1. */
  readonly cpu: number | null;
  readonly memory: number | null;
}

/** What waits, and who works. */
export interface Fleet {
  readonly at: string;
  readonly queues: readonly FleetQueue[];
  readonly workers: readonly FleetWorker[];
}

/** @param scaling how each queue is scaled; nobody decides for one that is left out */
export function fleetOf(
  at: Date,
  queues: Readonly<Record<ScaledName, SeenQueue>>,
  workers: readonly FleetWorker[],
  scaling: Readonly<Partial<Record<ScaledName, QueueScaling>>>,
): Fleet {
  return {
    at: at.toISOString(),
    queues: SCALED_NAMES.map((name) => fleetQueue(QUEUES[name], queues[name], scaling[name])),
    workers: [...workers].sort((a, b) => a.queue.localeCompare(b.queue) || a.id.localeCompare(b.id)),
  };
}

function fleetQueue(name: string, seen: SeenQueue, scaling: QueueScaling | undefined): FleetQueue {
  const { backlog, ageSeconds, inFlight, tasks: workers, busy } = seen;
  const shown = { name, backlog, ageSeconds, inFlight, workers, busy };
  if (!scaling) return { ...shown, wanted: null, reason: null };
  // One look has no memory: what was needed a while ago, which keeps workers for longer, is the scaler's to know.
  const limits = { ...limitsFor(scaling, seen.slots), cooldownSeconds: 0 };
  const { desired, reason } = decideTasks(NOTHING_SEEN, seen, limits, 0);
  return { ...shown, wanted: desired, reason };
}
