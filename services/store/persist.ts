import { setTimeout as sleep } from 'node:timers/promises';
import { S3ServiceException } from '@aws-sdk/client-s3';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** Request timeout and too many requests. */
const AGAIN_STATUS: readonly number[] = [408, 429];

/**
 * Calls S3 again while it cannot be reached or is in trouble, beyond what its client does by itself within a second or two.
 * @param patienceMs how long to begin new tries for
 * @throws what the last try threw
 */
export async function persist<T>(call: () => Promise<T>, patienceMs: number): Promise<T> {
  const until = performance.now() + patienceMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    try {
      return await call();
    } catch (error) {
      if (!mayPass(error) || performance.now() + pause > until) throw error;
      await sleep(pause);
    }
  }
}

/** Whether the trouble is the server's or the network's, who get over it. */
function mayPass(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  const status = httpStatus(error);
  return status === undefined || status >= 500 || AGAIN_STATUS.includes(status);
}

export function httpStatus(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
