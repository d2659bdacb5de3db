import { FanoutError } from '../../services/core/index.ts';
import { localS3 } from './ensure-s3.ts';
import { localTemporal } from './ensure-temporal.ts';
import type { StartOptions } from './options.ts';
import type { Ports } from './ports.ts';
import { isServerOf } from './process.ts';
import { readState, type StateFile } from './state.ts';

/** Where servers were when they were started; those of somebody else are left out. */
export interface Places {
  /** `host:port` */
  readonly temporal?: string;
  readonly uiUrl?: string;
  /** URL */
  readonly s3?: string;
}

/** Servers of a data folder that should run, and whose process is gone. */
export async function deadServers(dataDir: string, places: Places): Promise<string[]> {
  const { temporal, ui, s3 } = await readState(dataDir);
  // A UI that is inside Temporal has no process of its own.
  const known = [
    ...(places.temporal ? [{ name: 'Temporal', pid: temporal?.pid }] : []),
    ...(places.uiUrl && ui?.pid ? [{ name: 'Temporal UI', pid: ui.pid }] : []),
    ...(places.s3 ? [{ name: 'S3', pid: s3?.pid }] : []),
  ];
  const alive = await Promise.all(known.map(async ({ pid }) => pid !== undefined && isServerOf(dataDir, pid)));
  return known.filter((_, i) => !alive[i]).map(({ name }) => name);
}

/**
 * Starts again those that are gone, on the same data, and where whoever uses them looks for them.
 * @throws FanoutError STACK_UNREACHABLE when one does not start, or its port was taken meanwhile
 */
export async function reviveServers(options: StartOptions, file: StateFile, places: Places): Promise<void> {
  const portOf = (place: string | undefined) => Number(place?.split(':').at(-1) ?? 0);
  const ports: Ports = { temporal: portOf(places.temporal), ui: portOf(places.uiUrl), s3: portOf(places.s3) };
  const again = { ...options, ui: places.uiUrl !== undefined, ports };
  const [engine, s3] = await Promise.all([
    places.temporal ? localTemporal(again, file) : null,
    places.s3 ? localS3(again, file) : null,
  ]);
  if (engine?.address === places.temporal && s3?.endpoint === places.s3) return;
  throw new FanoutError('STACK_UNREACHABLE', 'A local server could not be started where it was: its port is taken.');
}
