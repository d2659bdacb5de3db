import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import pLimit from 'p-limit';
import type { QueueType } from '../core/index.ts';

/** The workers of a queue that take work, as they say themselves. */
export interface QueueWorkers {
  readonly workers: number;
  /** Pieces of work that they have in hand. */
  readonly inFlight: number;
  /** Workers that have any. None by workflow tasks, which are over in milliseconds and are anybody's. */
  readonly busy: number;
  /** What one of them does at once, on average; `null` where there is none, or none that knows. */
  readonly slots: number | null;
}

/** What a worker last told of itself. */
export type WorkerBeat = temporal.api.worker.v1.WorkerHeartbeat.$Properties;

/** Workers of ours tell of themselves every ten seconds: whoever is silent for three times as long is gone. */
const ALIVE_MS = 30_000;
const PAGE = 1_000;
const QUESTIONS_AT_ONCE = 8;
/** As the server numbers them. A worker that is gone in order has another one. */
const STATUSES = { running: 1, draining: 2 } as const;
/** Of gRPC. */
const NOT_FOUND = 5;

/**
 * The last heartbeats of all workers that are alive, of whatever queue: one question for up to a thousand of them. The
 * server keeps them in memory, and knows of none for up to ten seconds after it was started.
 */
export async function workerBeats(client: Client): Promise<readonly WorkerBeat[]> {
  const { namespace } = client.options;
  const query = `HeartbeatTime > "${new Date(Date.now() - ALIVE_MS).toISOString()}"`;
  const beats: WorkerBeat[] = [];
  const bare: string[] = [];
  let nextPageToken: Uint8Array = new Uint8Array();
  do {
    const page = await client.workflowService.listWorkers({ namespace, query, pageSize: PAGE, nextPageToken });
    const told = (page.workersInfo ?? []).flatMap(({ workerHeartbeat }) => workerHeartbeat ?? []);
    beats.push(...told);
    // Later servers will list workers without their heartbeats, which have to be asked for one by one.
    const known = new Set(told.map(({ workerInstanceKey }) => workerInstanceKey));
    bare.push(...(page.workers ?? []).flatMap(({ workerInstanceKey: key }) => (key && !known.has(key) ? key : [])));
    nextPageToken = page.nextPageToken ?? new Uint8Array();
  } while (nextPageToken.length > 0);
  const limit = pLimit(QUESTIONS_AT_ONCE);
  const asked = await Promise.all(bare.map((key) => limit(() => lastBeat(client, key))));
  return [...beats, ...asked.flatMap((beat) => beat ?? [])];
}

/** `null` for a worker that is no longer known. */
async function lastBeat(client: Client, workerInstanceKey: string): Promise<WorkerBeat | null> {
  const { namespace } = client.options;
  try {
    const { workerInfo } = await client.workflowService.describeWorker({ namespace, workerInstanceKey });
    return workerInfo?.workerHeartbeat ?? null;
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return null;
    throw error;
  }
}

export function isRunning({ status }: WorkerBeat): boolean {
  return Number(status) === STATUSES.running;
}

/** It ends what it has in hand, and takes no more. */
export function isDraining({ status }: WorkerBeat): boolean {
  return Number(status) === STATUSES.draining;
}

/** Pieces of work that a worker has in hand, and may have; `null` where it does not know. */
export function beatSlots(beat: WorkerBeat, type: QueueType): { readonly used: number; readonly all: number | null } {
  const info = type === 'workflow' ? beat.workflowTaskSlotsInfo : beat.activityTaskSlotsInfo;
  const used = info?.currentUsedSlots ?? 0;
  // Fewer than none are free where a worker does not know how many it has.
  const free = info?.currentAvailableSlots ?? 0;
  return { used, all: free >= 0 && used + free > 0 ? used + free : null };
}

/** What heartbeats say of a queue. A worker that is about to stop is none of its workers, nor is its work theirs. */
export function workersOf(beats: readonly WorkerBeat[], queue: string, type: QueueType): QueueWorkers {
  const slots = beats
    .filter((beat) => beat.taskQueue === queue && isRunning(beat))
    .map((beat) => beatSlots(beat, type));
  const inFlight = slots.reduce((sum, { used }) => sum + used, 0);
  const all = slots.flatMap((of) => of.all ?? []);
  return {
    workers: slots.length,
    inFlight,
    busy: type === 'workflow' ? 0 : slots.filter(({ used }) => used > 0).length,
    slots: all.length === 0 ? null : Math.max(1, Math.round(all.reduce((sum, count) => sum + count) / all.length)),
  };
}
