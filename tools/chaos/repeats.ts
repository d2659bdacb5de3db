import type { DoneFault } from './conductor.ts';
import type { EncodeRun } from './encode-log.ts';
import { isProxyFault, isWorkerFault } from './schedule.ts';

/** A chunk whose encoding was begun again. */
export interface Repeat {
  readonly run: EncodeRun;
  readonly before: EncodeRun;
  /** The fault between the two; `null` when there is none to blame. */
  readonly cause: DoneFault | null;
}

/** The parent of a process whose own one is gone. */
const NOBODY = 1;

/**
 * Finds chunks that were encoded more than once, and why.
 * @param runs in order of time
 * @param owners how many jobs have a rendition of that hash; each may encode it once
 * @param faults in order of time
 */
export function findRepeats(
  runs: readonly EncodeRun[],
  owners: ReadonlyMap<string, number>,
  faults: readonly DoneFault[],
): Repeat[] {
  const seen = new Map<string, EncodeRun[]>();
  const repeats: Repeat[] = [];
  for (const run of runs) {
    let before: EncodeRun | undefined;
    for (const hash of run.hashes) {
      const key = `${hash}/${run.frame}`;
      const earlier = seen.get(key) ?? [];
      if (earlier.length >= (owners.get(hash) ?? 1)) before ??= earlier.at(-1);
      seen.set(key, [...earlier, run]);
    }
    if (before) repeats.push({ run, before, cause: causeOf(before, run, faults) });
  }
  return repeats;
}

/**
 * What happened first to the first one's worker, else to everybody: the second may have waited in its queue for long, while
 * more went wrong.
 */
function causeOf(before: EncodeRun, run: EncodeRun, faults: readonly DoneFault[]): DoneFault | null {
  const between = faults.filter(({ fromMs, toMs }) => fromMs <= run.atMs && toMs >= before.atMs);
  const own = ({ workerPid, fault: { kind } }: DoneFault) =>
    isWorkerFault(kind) && (workerPid === before.workerPid || (before.workerPid === NOBODY && kind === 'kill'));
  return between.find(own) ?? between.find(({ fault }) => !isWorkerFault(fault.kind)) ?? null;
}

/**
 * Chunks that a fault may cost: those that were in flight where it happened, and, of a server, all that were begun while it
 * was away. What the proxy does to requests may cost none.
 *
 * @param slots chunks that a worker can have at most, for where Temporal did not say how many there were
 */
export function allowedBy(done: DoneFault, runs: readonly EncodeRun[], slots: number): number {
  const { fault, fromMs, toMs, inFlight } = done;
  if (isProxyFault(fault.kind)) return 0;
  const encodes = !isWorkerFault(fault.kind) || fault.target.startsWith('transcode');
  const known = inFlight?.size ?? (encodes ? slots : 0);
  if (isWorkerFault(fault.kind)) return known;
  const begun = runs.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  return known + new Set(begun.map(({ hashes, frame }) => `${hashes[0]}/${frame}`)).size;
}
