import type { DoneFault } from './conductor.ts';
import type { EncodeRun } from './encode-log.ts';
import { isProxyFault, isWorkerFault } from './schedule.ts';

/** A chunk whose encoding was begun again. */
export interface Repeat {
  readonly run: EncodeRun;
  /** The fault that an earlier one fell victim to; `null` when there is none to blame. */
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
    let earlier: readonly EncodeRun[] = [];
    for (const hash of run.hashes) {
      const key = `${hash}/${run.frame}`;
      const known = seen.get(key) ?? [];
      if (known.length >= (owners.get(hash) ?? 1)) earlier = known;
      seen.set(key, [...known, run]);
    }
    if (earlier.length > 0) repeats.push({ run, cause: causeOf(earlier, run, faults) });
  }
  return repeats;
}

/**
 * What happened to the worker of an earlier one, the last first, else to everybody. Of more than one thing it is the first:
 * the chunk may have waited in its queue for long, while more went wrong. (Jobs of the same bytes encode the same chunk:
 * which of the earlier ones came to nothing is not written down.)
 */
function causeOf(earlier: readonly EncodeRun[], run: EncodeRun, faults: readonly DoneFault[]): DoneFault | null {
  const since = ({ atMs }: EncodeRun) => faults.filter(({ fromMs, toMs }) => fromMs <= run.atMs && toMs >= atMs);
  const newest = [...earlier].reverse();
  const own = newest.map((before) =>
    since(before).find(
      ({ workerPid, fault: { kind } }) =>
        isWorkerFault(kind) && (workerPid === before.workerPid || (before.workerPid === NOBODY && kind === 'kill')),
    ),
  );
  const everybodys = newest.map((before) => since(before).find(({ fault }) => !isWorkerFault(fault.kind)));
  return [...own, ...everybodys].find((found) => found !== undefined) ?? null;
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
