import { workflowId } from '../../services/core/index.ts';
import { isOver, type SubmittedJob } from './jobs.ts';
import type { ChaosStack } from './stack.ts';

/** What Temporal is asked must be answered by then: it may be away. */
const WITHIN_MS = 2_000;
/** Temporal's `PENDING_ACTIVITY_STATE_STARTED`. */
const STARTED = 2;

/** A chunk that a worker has been given and has not given back. */
export interface ChunkInFlight {
  /** Which one: the same for all its attempts. */
  readonly key: string;
  /** As Temporal knows the worker. */
  readonly worker: string;
}

/** The chunks in flight right now; `null` when Temporal does not say. */
export async function chunksInFlight(
  stack: ChaosStack,
  jobs: readonly SubmittedJob[],
): Promise<readonly ChunkInFlight[] | null> {
  const open = jobs.filter(({ status }) => !isOver(status?.state));
  try {
    const found = await stack.client.withDeadline(Date.now() + WITHIN_MS, () =>
      Promise.all(open.map(({ job }) => stack.client.workflow.getHandle(workflowId(job.videoId)).describe())),
    );
    return found.flatMap(({ workflowId: id, raw }) =>
      (raw.pendingActivities ?? [])
        .filter(({ activityType, state }) => activityType?.name === 'encodeChunk' && state === STARTED)
        .map(({ activityId, lastWorkerIdentity }) => ({
          key: `${id}/${activityId}`,
          worker: lastWorkerIdentity ?? '',
        })),
    );
  } catch {
    return null;
  }
}
