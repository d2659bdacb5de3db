import { defaultPayloadConverter } from '@temporalio/common';
import type { ChunkHeartbeat, PendingChunk } from '../core/index.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Described } from './job-handle.ts';
import { type AttemptFailure, pendingActivity, type TimeLimit } from './pending.ts';

/** Chunks that workers have, or had and failed at. One that no worker has told of yet is not known from others that wait. */
export function pendingChunks({ pendingActivities }: Described['raw']): PendingChunk[] {
  return (pendingActivities ?? []).flatMap((raw) => {
    const [payload] = raw.heartbeatDetails?.payloads ?? [];
    if (raw.activityType?.name !== 'encodeChunk' || !payload) return [];
    const beat = defaultPayloadConverter.fromPayload<Heartbeat<ChunkHeartbeat> | undefined>(payload);
    if (!beat?.work) return [];
    const { attempt, running, lastFailure } = pendingActivity(raw);
    const trouble = lastFailure && troubleOf(lastFailure);
    return [{ ...beat.work, attempt, isRunning: running, worker: raw.lastWorkerIdentity || null, trouble }];
  });
}

function troubleOf(failure: AttemptFailure): string {
  return failure.kind === 'timeout' ? TIMEOUTS[failure.limit] : failure.message;
}

const TIMEOUTS: Readonly<Record<TimeLimit, string>> = {
  heartbeat: 'The worker that had it was not heard of any more.',
  'start-to-close': 'The worker that had it took longer than is allowed.',
  'schedule-to-start': 'No worker took it in the time that is allowed.',
  'schedule-to-close': 'It was not done in the time that is allowed.',
};
