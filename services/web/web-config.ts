import { FanoutError, limitsFromEnv } from '../core/index.ts';
import { type Networks, networksFromEnv } from './addresses.ts';

/** What sources on the web may be and cost. */
export interface WebConfig {
  /** Private networks that may be read from all the same. */
  readonly networks: Networks;
  /** Bytes of the largest source. */
  readonly maxBytes: number;
  /** Milliseconds in which a source without ranges must have come. */
  readonly copyMs: number;
}

/** The workflow gives up on a copy a little later. */
const MAX_COPY_SECONDS = 24 * 3600;

/** Reads `FANOUT_SOURCE_NETWORKS` (none), `FANOUT_SOURCE_MAX_GB` and `FANOUT_SOURCE_COPY_SECONDS` (7200). @throws FanoutError CONFIG_INVALID */
export function webConfigFromEnv(env: Readonly<Record<string, string | undefined>>): WebConfig {
  return {
    networks: networksFromEnv(env, 'FANOUT_SOURCE_NETWORKS'),
    maxBytes: limitsFromEnv(env).bytes,
    copyMs: copySeconds(env.FANOUT_SOURCE_COPY_SECONDS ?? '7200') * 1000,
  };
}

function copySeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= MAX_COPY_SECONDS) return seconds;
  throw new FanoutError(
    'CONFIG_INVALID',
    `FANOUT_SOURCE_COPY_SECONDS is "${text}": it must be above 0, and ${MAX_COPY_SECONDS} at most.`,
  );
}
