import { asFanoutError } from '../../core/index.ts';

/** What a check found. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly found: string;
  /** Why that may be; only when not ok, and where what was found does not say it. */
  readonly cause?: string;
  /** What to do; only when not ok. */
  readonly todo?: string;
}

/** Looks, and takes a throw for what is wrong. */
export async function attempt(check: string, todo: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, found: await look() };
  } catch (error) {
    return { check, ok: false, found: asFanoutError(error).message, todo };
  }
}
