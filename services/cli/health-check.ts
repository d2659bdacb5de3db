import { setTimeout as sleep } from 'node:timers/promises';

const ANSWER_MS = 5_000;
const EVERY_MS = 5_000;
/** One bad answer may be a busy machine's. */
const BAD_ANSWERS = 6;

/** What a worker says of itself; the fields that people are shown, and those that are scaled by. */
export interface HealthAnswer {
  readonly status: string;
  readonly reason?: string;
  readonly queue?: string;
  readonly inFlight?: number;
  readonly slots?: number | null;
  readonly temporal?: string;
  readonly s3?: string;
}

/** Rejects when the worker does not answer. */
export async function askHealth(port: number): Promise<HealthAnswer> {
  const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS) });
  return (await response.json()) as HealthAnswer;
}

/** Resolves, with the reason, when a worker has been unhealthy for half a minute; rejects with the signal's reason. */
export async function untilUnhealthy(port: number, signal: AbortSignal): Promise<string> {
  for (let bad = 0; ; ) {
    await sleep(EVERY_MS, undefined, { signal });
    const answer = await askHealth(port).catch(() => ({ status: 'unhealthy', reason: 'it does not answer' }));
    bad = answer.status === 'unhealthy' ? bad + 1 : 0;
    if (bad === BAD_ANSWERS) return answer.reason ?? 'it says so';
  }
}
