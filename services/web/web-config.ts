import { type Networks, parseNetworks } from './addresses.ts';

/** What sources on the web may be and cost. */
export interface WebConfig {
  /** Private networks that may be read from all the same. */
  readonly networks: Networks;
  /** Bytes of the largest source. */
  readonly maxBytes: number;
  /** Milliseconds in which a source without ranges must have come. */
  readonly copyMs: number;
}

const GIGABYTE = 1e9;

/** Reads `FANOUT_SOURCE_NETWORKS` (none), `FANOUT_SOURCE_MAX_GB` (100) and `FANOUT_SOURCE_COPY_SECONDS` (7200). */
export function webConfigFromEnv(env: Readonly<Record<string, string | undefined>>): WebConfig {
  return {
    networks: parseNetworks(env.FANOUT_SOURCE_NETWORKS ?? ''),
    maxBytes: positive('FANOUT_SOURCE_MAX_GB', env.FANOUT_SOURCE_MAX_GB ?? '100') * GIGABYTE,
    copyMs: positive('FANOUT_SOURCE_COPY_SECONDS', env.FANOUT_SOURCE_COPY_SECONDS ?? '7200') * 1000,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new RangeError(`${name} is "${text}": it must be a number above zero`);
  return value;
}
