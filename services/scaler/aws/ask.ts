import { FanoutError } from '../../core/index.ts';

/** For clients of AWS. Region, credentials and endpoint are those of the SDK's standard variables and of the task's role. */
export const CLIENT_OPTIONS = {
  // Whoever asks, asks again with the next look.
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 2_000 },
} as const;

/**
 * Asks AWS, and gives up after so long, whatever the SDK is at: it looks for credentials and pauses between two attempts
 * without regard for any signal.
 *
 * @param service as people know it
 * @throws FanoutError STACK_UNREACHABLE when there is no answer in time, or one that says no
 */
export async function askAws<T>(service: string, ms: number, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(ms);
  const tooLate = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no answer within ${ms / 1000} s`)), { once: true });
  });
  try {
    return await Promise.race([ask(signal), tooLate]);
  } catch (error) {
    const why = error instanceof Error ? [error.name, error.message].filter(isTelling).join(': ') : String(error);
    throw new FanoutError('STACK_UNREACHABLE', `${service}: ${why || 'nobody listens there'}`, [], {
      cause: error,
      hint: `See whether the scaler reaches ${service}, and what its role may do.`,
    });
  }
}

/** A refused connection comes as several errors in one that says nothing. */
function isTelling(part: string): boolean {
  return part !== '' && part !== 'Error' && part !== 'AggregateError';
}
