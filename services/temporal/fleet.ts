import type { Client } from '@temporalio/client';
import { type Fleet, type FleetWorker, fleetOf, QUEUES, scalingFromEnv } from '../core/index.ts';
import { seeQueues } from './see-queues.ts';
import { millisOf } from './timestamps.ts';
import { beatSlots, isDraining, isRunning, type WorkerBeat } from './worker-beats.ts';

/**
 * Queues and workers as they are: five questions to Temporal.
 * @param scaling how the queues are scaled, which what they want comes from: as it was set for this process as for the scaler
 * @throws FanoutError CONFIG_INVALID for a setting of the scaler's that cannot be
 */
export async function readFleet(client: Client, scaling = scalingFromEnv(process.env)): Promise<Fleet> {
  const { queues, beats } = await seeQueues(client);
  const now = new Date();
  const workers = beats.filter((beat) => isRunning(beat) || isDraining(beat)).map((beat) => worker(beat, now));
  return fleetOf(now, queues, workers, scaling);
}

function worker(beat: WorkerBeat, now: Date): FleetWorker {
  const { workerIdentity, taskQueue, startTime, heartbeatTime, hostInfo } = beat;
  const { used, all } = beatSlots(beat, taskQueue === QUEUES.workflow ? 'workflow' : 'activity');
  return {
    id: workerIdentity ?? '',
    host: hostInfo?.hostName ?? '',
    queue: taskQueue ?? '',
    state: isDraining(beat) ? 'draining' : 'running',
    inFlight: used,
    slots: all,
    startedAt: startTime ? new Date(millisOf(startTime)).toISOString() : null,
    heardSeconds: heartbeatTime ? Math.max(0, (now.getTime() - millisOf(heartbeatTime)) / 1000) : 0,
    encoder: null,
    cpu: hostInfo?.currentHostCpuUsage ?? null,
    memory: hostInfo?.currentHostMemUsage ?? null,
  };
}
