import type { Client } from '@temporalio/client';
import { QUEUES, SCALED_QUEUES, type ScaledName, type SeenQueue } from '../core/index.ts';
import { queueStats } from './queue-stats.ts';
import { type WorkerBeat, workerBeats, workersOf } from './worker-beats.ts';

export interface SeenQueues {
  readonly queues: Readonly<Record<ScaledName, SeenQueue>>;
  /** Of whatever queue. */
  readonly beats: readonly WorkerBeat[];
}

/** Looks at all queues and their workers: five questions to Temporal. @throws when one of them is not answered */
export async function seeQueues(client: Client): Promise<SeenQueues> {
  const beats = workerBeats(client);
  const see = async (name: ScaledName): Promise<SeenQueue> => {
    const { type } = SCALED_QUEUES[name];
    const [all, { backlog, ageSeconds }] = await Promise.all([beats, queueStats(client, QUEUES[name], type)]);
    const { workers, inFlight, busy, slots } = workersOf(all, QUEUES[name], type);
    return { backlog, ageSeconds, inFlight, tasks: workers, busy, slots };
  };
  const [workflow, metadata, transcode, transcodeCpu] = await Promise.all([
    see('workflow'),
    see('metadata'),
    see('transcode'),
    see('transcodeCpu'),
  ]);
  return { queues: { workflow, metadata, transcode, transcodeCpu }, beats: await beats };
}
