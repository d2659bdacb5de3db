import { FanoutError } from '../core/index.ts';

const ATTEMPTS = 4;
/** Headers, one read of a few megabytes, or a small file. */
export const READ_MS = 60_000;

interface Deadline {
  readonly ms: number;
  readonly code: 'SOURCE_UNREACHABLE' | 'SOURCE_TOO_SLOW';
  /** Ends the work because nobody wants it any more. */
  readonly cancel?: AbortSignal | undefined;
}

/**
 * Runs some work with a server, for so long at most.
 * @throws FanoutError as the work does; else SOURCE_UNREACHABLE, or the deadline's code; the reason of a cancel
 */
export async function inTime<T>(
  url: string,
  { ms, code, cancel }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(ms);
  try {
    return await work(cancel ? AbortSignal.any([cancel, limit]) : limit);
  } catch (error) {
    cancel?.throwIfAborted();
    if (!limit.aborted) throw unreachable(url, error);
    throw new FanoutError(code, `${hostOf(url)} did not answer in full within ${ms / 1000} s.`, [], { cause: error });
  }
}

/** A read is small and can be asked for again; what the server refuses is not. @param pauseMs before the second attempt */
export async function retrying<T>(pauseMs: number, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const again = error instanceof FanoutError && error.code === 'SOURCE_UNREACHABLE' && attempt < ATTEMPTS;
      if (!again) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs * 2 ** (attempt - 1)));
    }
  }
}

/** Any failure of a connection, as the catalogue has it. */
export function unreachable(url: string, error: unknown): FanoutError {
  if (error instanceof FanoutError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new FanoutError('SOURCE_UNREACHABLE', `${hostOf(url)} could not be read: ${why}`, [], { cause: error });
}

/** All of an address that a message may show: the rest of a signed one is a key. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : 'The server';
}
