import { FanoutError } from './errors.ts';

/** What a source may be, and may cost, at most. Workers read it from their environment; a refusal names limit and value. */
export interface SourceLimits {
  /** Pixels of a coded frame. */
  readonly pixels: number;
  /** Pixels of its longer side. */
  readonly side: number;
  /** Length of the picture, in seconds. */
  readonly seconds: number;
  /** Frames per second. */
  readonly rate: number;
  /** Streams of all kinds in one file. */
  readonly streams: number;
  readonly bytes: number;
  /** Resident memory of one ffmpeg, in bytes; one that encodes more than 1080p may take twice that. */
  readonly memoryBytes: number;
}

interface Variable {
  readonly name: string;
  readonly byDefault: number;
  /** What one of the variable is in the limit's own unit. */
  readonly unit: number;
}

const HOUR = 3_600;
const MEGABYTE = 1024 ** 2;
const GIGABYTE = 1e9;

/**
 * 8192×4320 pixels: a 67-megapixel frame costs a decoder seconds and hundreds of megabytes from 200 KB of file. 2 GB of
 * memory: 4K with 16 threads was measured at 1.9 GB.
 */
export const LIMIT_VARIABLES: Readonly<Record<keyof SourceLimits, Variable>> = {
  pixels: { name: 'FANOUT_SOURCE_MAX_PIXELS', byDefault: 35_389_440, unit: 1 },
  side: { name: 'FANOUT_SOURCE_MAX_SIDE', byDefault: 8_192, unit: 1 },
  seconds: { name: 'FANOUT_SOURCE_MAX_HOURS', byDefault: 24, unit: HOUR },
  rate: { name: 'FANOUT_SOURCE_MAX_FPS', byDefault: 240, unit: 1 },
  streams: { name: 'FANOUT_SOURCE_MAX_STREAMS', byDefault: 64, unit: 1 },
  bytes: { name: 'FANOUT_SOURCE_MAX_GB', byDefault: 100, unit: GIGABYTE },
  memoryBytes: { name: 'FANOUT_FFMPEG_MEMORY_MB', byDefault: 2_048, unit: MEGABYTE },
};

/** @throws FanoutError CONFIG_INVALID for a variable that is set and is no number above zero */
export function limitsFromEnv(env: Readonly<Record<string, string | undefined>>): SourceLimits {
  const read = (limit: keyof SourceLimits) => {
    const { name, byDefault, unit } = LIMIT_VARIABLES[limit];
    const value = Number(env[name] ?? byDefault);
    if (!(value > 0))
      throw new FanoutError('CONFIG_INVALID', `${name} is "${env[name]}": it must be a number above zero.`);
    return value * unit;
  };
  return {
    pixels: read('pixels'),
    side: read('side'),
    seconds: read('seconds'),
    rate: read('rate'),
    streams: read('streams'),
    bytes: read('bytes'),
    memoryBytes: read('memoryBytes'),
  };
}

export const DEFAULT_LIMITS = limitsFromEnv({});
