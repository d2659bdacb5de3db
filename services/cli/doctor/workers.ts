import { asFanoutError, QUEUES, WORKER_KINDS } from '../../core/index.ts';
import { askHealth, type HealthAnswer } from '../health-check.ts';
import { home } from '../home.ts';
import { listedWorkers } from '../worker-list.ts';
import type { Finding } from './finding.ts';

/** A worker of `fanout up`, and what it says of itself. */
export interface AskedWorker {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  /** An error when it says nothing. */
  readonly answer: HealthAnswer | Error;
}

/** The workers that `fanout up` has started: of others, only their queues tell. */
export async function askWorkers(): Promise<AskedWorker[]> {
  const listed = await listedWorkers(home.dataDir);
  const asked = listed.map(async ({ name, pid, healthPort: port }) => {
    if (port === null) return [];
    const answer = await askHealth(port).catch(asFanoutError);
    return [{ name, pid, port, answer }];
  });
  return (await Promise.all(asked)).flat();
}

/** Why a worker of a queue takes no work, in its own words; `null` when none has a reason. */
export function illnessAt(queue: string, workers: readonly AskedWorker[]): string | null {
  for (const { name, answer } of workers) {
    if (answer instanceof Error || answer.status !== 'unhealthy' || !answer.reason) continue;
    // One that was ill from its start on has no queue yet.
    if ((answer.queue || queueOf(name)) === queue) return answer.reason;
  }
  return null;
}

function queueOf(name: string): string | undefined {
  const kind = WORKER_KINDS.find((known) => known === name);
  return kind && QUEUES[kind];
}

export function judgeWorker({ name, pid, port, answer }: AskedWorker): Finding {
  const check = `worker ${name} (${pid})`;
  const todo = `It is started again by itself if it stays so; see ${home.logDir}/${name}.log and supervisor.log.`;
  if (answer instanceof Error) return { check, ok: false, found: `it does not answer: ${answer.message}`, todo };
  const { status, reason, inFlight, temporal, s3 } = answer;
  const parts = [`${inFlight} at work`, `Temporal ${temporal}`, ...(s3 ? [`S3 ${s3}`] : [])];
  const found = `${[reason ? `${status}: ${reason}` : status, ...parts].join(', ')}, 127.0.0.1:${port}`;
  return status === 'unhealthy' ? { check, ok: false, found, todo } : { check, ok: true, found };
}
