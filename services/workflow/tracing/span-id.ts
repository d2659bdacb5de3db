import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const SPAN_ID_BYTES = 8;

/**
 * The same for the same span in a replay. Nothing is drawn from the workflow's random numbers: what the workflow itself draws
 * must not depend on whether it is traced.
 */
export function spanId(runId: string, index: number): string {
  return bytesToHex(sha256(utf8ToBytes(`${runId}/${index}`)).slice(0, SPAN_ID_BYTES));
}

/** The trace of a run that nobody's trace led to; `null` for a run id that is no UUID. */
export function traceIdOf(runId: string): string | null {
  const digits = runId.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(digits) ? digits : null;
}
